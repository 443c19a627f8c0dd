namespace Nuka.Graft.Index;

/// <summary>A package's Multi-Arch field. Source: Debian policy's multi-arch specification.</summary>
public enum MultiArch
{
    /// <summary>Absent or <c>no</c>: satisfies only packages of its own architecture.</summary>
    No,

    /// <summary>May stand beside itself for another architecture.</summary>
    Same,

    /// <summary>Satisfies packages of any architecture.</summary>
    Foreign,

    /// <summary>As <see cref="No"/>, unless a dependency says <c>:any</c>.</summary>
    Allowed,
}

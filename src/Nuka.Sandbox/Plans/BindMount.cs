namespace Nuka.Sandbox.Plans;

/// <summary>A file or directory of the host, shown inside.</summary>
/// <param name="Source">Where it is on the host.</param>
/// <param name="Target">Where it is seen, inside.</param>
/// <param name="Access">What the program may do with it.</param>
public sealed record BindMount(string Source, string Target, BindAccess Access = BindAccess.Read) : SandboxMount(Target)
{
    /// <summary>Whether a source that does not exist is passed over; otherwise the sandbox cannot be built.</summary>
    public bool Optional { get; init; }

    /// <summary>Whether the source is a file rather than a directory, so that a file is made as its mount point.</summary>
    public bool IsFile { get; init; }

    /// <summary>Whether nothing runs when a link stands anywhere in the source's path at the start: it was resolved when the plan was made.</summary>
    public bool IsResolved { get; init; }

    /// <summary>Whether the directories above the target, up to the one that programs write, cannot be renamed inside: what is hidden stays hidden.</summary>
    public bool StaysInPlace { get; init; }
}

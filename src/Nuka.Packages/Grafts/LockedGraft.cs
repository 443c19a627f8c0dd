using Nuka.Packages.Identity;

namespace Nuka.Packages.Grafts;

/// <summary>A package of a foreign archive, exactly, as <c>eka.lock</c> beside the packages has it (specs/grafts.md).</summary>
/// <param name="Graft">What it is.</param>
/// <param name="File">The path of the package file within its archive.</param>
/// <param name="SizeBytes">The length of the package file.</param>
public sealed record LockedGraft(GraftIr Graft, string File, long SizeBytes)
{
    /// <summary>Who it is among the trees of a root: <c>deb:xxd</c>.</summary>
    public string Owner => $"{Graft.Archive}:{Graft.Name}";
}

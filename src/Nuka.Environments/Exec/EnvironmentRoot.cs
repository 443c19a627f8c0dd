using System.Collections.Immutable;
using Nuka.Platform.Files;

namespace Nuka.Environments.Exec;

/// <summary>A joined root as directories on the host.</summary>
/// <param name="Layers">A view of each tree, topmost first: the finish layer, then the packages; empty for machines without overlays.</param>
/// <param name="View">A view of the joined tree, for machines without overlays; <see langword="null"/> if it was not made.</param>
public sealed record EnvironmentRoot(ImmutableArray<string> Layers, string? View)
{
    private static readonly ImmutableArray<string> UsrMerged = ["bin/", "sbin/", "lib/", "lib64/"];

    /// <summary>The directories that make the root, topmost first.</summary>
    internal IEnumerable<string> Places => Layers.IsEmpty && View is not null ? [View] : Layers;

    /// <summary>Reads a small text file of the root; the topmost layer that has it counts.</summary>
    /// <param name="path">Its path inside, without the first slash.</param>
    /// <returns>The text; empty if no layer has it.</returns>
    public string ReadText(string path)
    {
        string? place = Places.Select(layer => Path.Combine(layer, path)).FirstOrDefault(File.Exists);
        return place is null ? string.Empty : File.ReadAllText(place);
    }

    /// <summary>Where a path of the root lies; a link is not followed, but one in <c>/bin</c>, <c>/lib</c> and the like is (usrmerge).</summary>
    /// <param name="path">Its path inside, without the first slash.</param>
    /// <returns>The path on the host in the topmost layer that has it; <see langword="null"/> if none has.</returns>
    internal string? Find(string path)
    {
        string merged = path.StartsWith("usr/", StringComparison.Ordinal) || !UsrMerged.Any(name => path.StartsWith(name, StringComparison.Ordinal)) ? path : $"usr/{path}";
        const FileAttributes Absent = (FileAttributes)(-1);
        return Places.Select(layer => Path.Combine(layer, merged)).FirstOrDefault(place => new FileInfo(place).Attributes != Absent);
    }

    /// <summary>Where a path leads through the root's own links. What the root does not have stays as it is written.</summary>
    /// <param name="path">An absolute path.</param>
    internal string Resolve(string path) =>
        RealPath.OrAsWritten(path, at => at != "/" && Find(at[1..]) is { } place ? new FileInfo(place).LinkTarget : null);

    /// <summary>Whether some layer has this path.</summary>
    /// <param name="path">Its path inside, without the first slash.</param>
    public bool Has(string path) => Places.Any(layer => Path.Exists(Path.Combine(layer, path)));
}

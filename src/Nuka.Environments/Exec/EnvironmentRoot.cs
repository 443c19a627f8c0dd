using System.Collections.Immutable;

namespace Nuka.Environments.Exec;

/// <summary>A joined root as directories on the host.</summary>
/// <param name="Layers">A view of each tree, topmost first: the finish layer, then the packages; empty for machines without overlays.</param>
/// <param name="View">A view of the joined tree, for machines without overlays; <see langword="null"/> if it was not made.</param>
public sealed record EnvironmentRoot(ImmutableArray<string> Layers, string? View)
{
    private IEnumerable<string> Places => Layers.IsEmpty && View is not null ? [View] : Layers;

    /// <summary>Reads a small text file of the root; the topmost layer that has it counts.</summary>
    /// <param name="path">Its path inside, without the first slash.</param>
    /// <returns>The text; empty if no layer has it.</returns>
    public string ReadText(string path)
    {
        string? place = Places.Select(layer => Path.Combine(layer, path)).FirstOrDefault(File.Exists);
        return place is null ? string.Empty : File.ReadAllText(place);
    }

    /// <summary>Whether some layer has this path.</summary>
    /// <param name="path">Its path inside, without the first slash.</param>
    public bool Has(string path) => Places.Any(layer => Path.Exists(Path.Combine(layer, path)));
}

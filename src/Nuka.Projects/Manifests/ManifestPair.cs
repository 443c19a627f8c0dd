using Nuka.Platform.Errors;

namespace Nuka.Projects.Manifests;

/// <summary>
/// Which two files of a project hold its manifest and its lock: <c>eka.toml</c> and <c>eka.lock</c>, or beside a published
/// <c>atom.toml</c>, whose schema is closed, <c>nuka.toml</c> and <c>nuka.lock</c> (specs/manifest.md).
/// </summary>
/// <param name="Manifest">File name of the manifest, which need not exist.</param>
/// <param name="Lock">File name of the lock, which need not exist.</param>
public sealed record ManifestPair(string Manifest, string Lock)
{
    /// <summary>The names in a project of its own.</summary>
    public static ManifestPair Ordinary { get; } = new("eka.toml", "eka.lock");

    /// <summary>The names beside a published atom of the older names.</summary>
    public static ManifestPair BesideAtom { get; } = new("nuka.toml", "nuka.lock");

    /// <summary>Finds the pair of a project.</summary>
    /// <param name="projectDirectory">The project's directory.</param>
    /// <exception cref="NukaException"><c>projects/two-manifests</c>: the directory has two that contradict each other.</exception>
    public static ManifestPair Of(string projectDirectory)
    {
        ArgumentNullException.ThrowIfNull(projectDirectory);
        bool atom = File.Exists(Path.Combine(projectDirectory, "atom.toml"));
        bool ours = File.Exists(Path.Combine(projectDirectory, Ordinary.Manifest));
        bool beside = File.Exists(Path.Combine(projectDirectory, BesideAtom.Manifest));
        return (atom, ours, beside) switch
        {
            (true, true, _) => throw Two("atom.toml", Ordinary.Manifest, "move the tables of eka.toml to nuka.toml"),
            (_, true, true) => throw Two(Ordinary.Manifest, BesideAtom.Manifest, "join the two in eka.toml"),
            (true, _, _) or (_, _, true) => BesideAtom,
            _ => Ordinary,
        };
    }

    private static NukaException Two(string first, string second, string hint) =>
        new Problem("projects/two-manifests", $"the project has both `{first}` and `{second}`") { Place = new Place(second), Hints = [hint] }
            .ToException();
}

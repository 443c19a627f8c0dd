using System.Collections.Immutable;
using Nuka.Content.Archives;
using Nuka.Graft.Index;

namespace Nuka.Graft.Sources;

/// <summary>The opened indexes of all sources, as they were at one moment.</summary>
public sealed class ArchiveCatalogue : IDisposable
{
    private readonly string filesDirectory;

    private ArchiveCatalogue(ArchiveState state, PackageIndex packages, ContentsIndex contents, string filesDirectory)
    {
        State = state;
        Packages = packages;
        Contents = contents;
        this.filesDirectory = filesDirectory;
    }

    /// <summary>What is known of the releases.</summary>
    public ArchiveState State { get; }

    /// <summary>The packages.</summary>
    public PackageIndex Packages { get; }

    /// <summary>Which package holds a file.</summary>
    public ContentsIndex Contents { get; }

    /// <summary>What was looked through, for errors: <c>debian/bookworm (63 444 packages, indexed 3 hours ago)</c>, one for each release.</summary>
    /// <param name="now">The present time.</param>
    public ImmutableArray<string> Describe(DateTimeOffset now) => [.. State.Releases.Select(release => release.Describe(now))];

    /// <summary>The packages that hold a path: from the compiled index, or else by reading the fetched Contents files, which takes seconds.</summary>
    /// <param name="path">The absolute path.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public IReadOnlyList<string> FindOwners(string path, CancellationToken cancellationToken)
    {
        IReadOnlyList<ContentsCandidate> known = Contents.FindPath(path);
        return known.Count > 0
            ? [.. known.Select(candidate => candidate.Package)]
            : [.. OpenContents(stream => ContentsScan.FindPath(stream, path, cancellationToken)).Distinct()];
    }

    /// <summary>The paths of a package, by reading the fetched Contents files, which takes seconds.</summary>
    /// <param name="package">Its exact name.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public IReadOnlyList<string> FindFiles(string package, CancellationToken cancellationToken) =>
        [.. OpenContents(stream => ContentsScan.FindFiles(stream, package, cancellationToken)).Distinct().Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public void Dispose()
    {
        Packages.Dispose();
        Contents.Dispose();
    }

    internal static ArchiveCatalogue Open(string indexDirectory, string filesDirectory, ArchiveState state, string triplet)
    {
        PackageIndex packages = PackageIndex.Open(indexDirectory, state.Releases);
        try
        {
            return new ArchiveCatalogue(state, packages, ContentsIndex.Open(indexDirectory, state.Releases, packages.Contains, triplet), filesDirectory);
        }
        catch
        {
            packages.Dispose();
            throw;
        }
    }

    private IEnumerable<string> OpenContents(Func<Stream, IReadOnlyList<string>> read)
    {
        foreach (CompiledIndex index in State.Releases.SelectMany(release => release.Contents))
        {
            string path = Path.Combine(filesDirectory, "sha256", ReleaseUpdater.DigestOf(index.FileName));
            if (!File.Exists(path))
            {
                continue;
            }

            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using Stream text = Decompression.Open(file, CompressionFormat.Detect, ReleaseUpdater.ContentsLimits);
            foreach (string line in read(text))
            {
                yield return line;
            }
        }
    }
}

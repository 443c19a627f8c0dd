using System.Collections.Immutable;
using Nuka.Content.Archives;
using Nuka.Graft.Download;
using Nuka.Graft.Index;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Graft.Sources;

/// <summary>Brings one source up to date: fetches and checks its Release, fetches the indexes it lists, compiles those that are new.</summary>
internal sealed class ReleaseUpdater(ArchiveOptions options)
{
    private const string PackagesPrefix = "packages-1-";
    private const string ContentsPrefix = "contents-1-";

    private readonly ReleaseFetcher releases = new(options);
    private readonly Downloader downloader = new(new DownloaderOptions
    {
        Directory = Path.Combine(options.Directory, "files"),
        Fetcher = options.Fetcher,
        Time = options.Time,
        Progress = options.Progress,
        RetryCount = options.RetryCount,
    });

    /// <summary>What may come out of a compressed Packages file.</summary>
    internal static ArchiveLimits PackagesLimits { get; } = ArchiveLimits.Package with { TotalBytes = IndexLimits.PackagesSizeLimit };

    /// <summary>What may come out of a compressed Contents file.</summary>
    internal static ArchiveLimits ContentsLimits { get; } = ArchiveLimits.Package with { TotalBytes = IndexLimits.ContentsSizeLimit };

    private string IndexDirectory => DebianArchive.IndexDirectory(options);

    /// <summary>The digest in the name of a compiled index: that of the file it was compiled from.</summary>
    internal static string DigestOf(string indexFileName) => indexFileName[(indexFileName.LastIndexOf('-') + 1)..^".index".Length];

    /// <summary>Updates one source; a failure is in the outcome.</summary>
    internal async Task<ReleaseOutcome> UpdateAsync(SourceEntry source, ReleaseState? known, CancellationToken cancellationToken)
    {
        try
        {
            return await UpdateCheckedAsync(source, known, cancellationToken);
        }
        catch (NukaException error)
        {
            return new ReleaseOutcome(source, known, error.Problem);
        }
        catch (Exception error) when (DownloadProblem.IsDiskFull(error))
        {
            return new ReleaseOutcome(source, known, DownloadProblem.DiskFull(options.Directory, isContinued: false));
        }
    }

    /// <summary>Removes compiled indexes and fetched files that no release needs any more, and what a killed process left. The caller holds the lock.</summary>
    internal void RemoveUnused(ArchiveState state)
    {
        HashSet<string> indexes = [.. state.Releases.SelectMany(release => release.Packages.Concat(release.Contents)).Select(index => index.FileName)];
        HashSet<string> files = [.. state.Releases.SelectMany(release => release.Contents).Select(index => DigestOf(index.FileName))];
        RemoveOthers(IndexDirectory, indexes);
        foreach (string abandoned in Directory.GetDirectories(options.Directory, $"{ReleaseFetcher.WorkPrefix}*"))
        {
            Directory.Delete(abandoned, recursive: true);
        }

        RemoveOthers(Path.Combine(options.Directory, "files", "sha256"), files);
    }

    private static void RemoveOthers(string directory, HashSet<string> keep)
    {
        foreach (string path in Directory.Exists(directory) ? Directory.GetFiles(directory) : [])
        {
            if (!keep.Contains(Path.GetFileName(path)))
            {
                File.Delete(path);
            }
        }
    }

    private async Task<ReleaseOutcome> UpdateCheckedAsync(SourceEntry source, ReleaseState? known, CancellationToken cancellationToken)
    {
        FetchedRelease fetched = await releases.FetchAsync(source, known, cancellationToken);
        IndexPlan plan = IndexPlan.Make(source, fetched.Release, options);
        ReleaseState state = Describe(source, fetched, options.Time.GetUtcNow());
        List<string> notices = [.. fetched.Notices];
        PrivateDirectory.Make(IndexDirectory);
        ImmutableArray<CompiledIndex> packages = await CompileAllAsync(plan.Packages, known?.Packages ?? [], isContents: false, source, fetched, notices, cancellationToken);
        ImmutableArray<CompiledIndex> contents = await CompileAllAsync(plan.Contents, known?.Contents ?? [], isContents: true, source, fetched, notices, cancellationToken);
        bool isChanged = known is null || !known.Packages.SequenceEqual(packages) || !known.Contents.SequenceEqual(contents);
        state = state with { Packages = packages, Contents = contents, IndexedAt = isChanged ? state.IndexedAt : known!.IndexedAt };
        return new ReleaseOutcome(source, state, null) { IsChanged = isChanged, Notices = [.. notices] };
    }

    private ReleaseState Describe(SourceEntry source, FetchedRelease fetched, DateTimeOffset now) => new()
    {
        Uri = SourceAddress.WithoutCredentials(source.Uri),
        Suite = source.Suite,
        Mirrors = [.. source.Mirrors.Select(SourceAddress.WithoutCredentials)],
        Origin = fetched.Release.Value("Origin"),
        Label = fetched.Release.Value("Label"),
        SignedSuite = fetched.Release.Value("Suite"),
        Codename = fetched.Release.Value("Codename"),
        Version = fetched.Release.Value("Version"),
        Date = fetched.Release.Date,
        ValidUntil = fetched.Release.ValidUntil,
        Components = source.Components,
        Architectures = source.Architectures,
        WithContents = options.WithContents,
        CheckedAt = now,
        IndexedAt = now,
        ReleaseSha256 = fetched.Release.Sha256,
        SignedByKey = fetched.Signer,
        NotAutomatic = fetched.Release.NotAutomatic,
        ButAutomaticUpgrades = fetched.Release.ButAutomaticUpgrades,
    };

    private async Task<ImmutableArray<CompiledIndex>> CompileAllAsync(
        ImmutableArray<PlannedIndex> planned,
        ImmutableArray<CompiledIndex> known,
        bool isContents,
        SourceEntry source,
        FetchedRelease fetched,
        List<string> notices,
        CancellationToken cancellationToken)
    {
        List<CompiledIndex> compiled = [];
        foreach (PlannedIndex index in planned)
        {
            string fileName = $"{(isContents ? ContentsPrefix : PackagesPrefix)}{index.File.Sha256}.index";
            CompiledIndex? present = known.FirstOrDefault(other => other.FileName == fileName);
            if (present is not null && IsSound(Path.Combine(IndexDirectory, fileName), isContents))
            {
                compiled.Add(present with { Component = index.Component, Architecture = index.Architecture });
                continue;
            }

            string path = await downloader.FetchAsync(Request(index, source, fetched), cancellationToken);
            string target = Path.Combine(IndexDirectory, fileName);
            int count = await Task.Run(() => Compile(path, target, isContents, notices, cancellationToken), cancellationToken);
            compiled.Add(new CompiledIndex(index.Component, index.Architecture, fileName, count));
        }

        return [.. compiled];
    }

    /// <summary>A compiled index that was damaged on the disk is compiled again, as one that is gone.</summary>
    private bool IsSound(string path, bool isContents)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        bool sound = isContents ? ContentsIndexFile.IsSound(path) : PackageIndexFile.IsSound(path);
        if (!sound)
        {
            options.Progress.Note($"the compiled index {Path.GetFileName(path)} is damaged; it is made again");
        }

        return sound;
    }

    private static int Compile(string path, string target, bool isContents, List<string> notices, CancellationToken cancellationToken)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using Stream text = Decompression.Open(file, CompressionFormat.Detect, isContents ? ContentsLimits : PackagesLimits);
        if (isContents)
        {
            return ContentsIndexBuilder.Build(text, target, cancellationToken);
        }

        PackageIndexSummary summary = PackageIndexBuilder.Build(text, target, cancellationToken);
        notices.AddRange(summary.Notices);
        if (summary.SkippedCount > summary.Notices.Length)
        {
            notices.Add($"{summary.SkippedCount} stanzas are left out in all");
        }

        return summary.PackageCount;
    }

    /// <summary>The addresses of an index: by its digest first, which never changes under an update of the archive, then by its name.</summary>
    private static DownloadRequest Request(PlannedIndex index, SourceEntry source, FetchedRelease fetched)
    {
        string directory = index.File.Path.Contains('/', StringComparison.Ordinal) ? index.File.Path[..(index.File.Path.LastIndexOf('/') + 1)] : "";
        IEnumerable<string> mirrors = source.Mirrors.OrderBy(mirror => mirror == fetched.Mirror ? 0 : 1);
        return new DownloadRequest(
            $"{source.Name} {index.File.Path}",
            Checksum.FromSha256(index.File.Sha256),
            index.File.SizeBytes,
            [
                .. mirrors.SelectMany(mirror => fetched.Release.AcquireByHash
                    ? [SourceAddress.Join(mirror, $"{source.ReleaseDirectory}{directory}by-hash/SHA256/{index.File.Sha256}"), Plain(mirror)]
                    : new[] { Plain(mirror) }),
            ])
        {
            Hint = "the mirror is being updated, or is damaged: try again later, or use another mirror",
        };

        Uri Plain(string mirror) => SourceAddress.Join(mirror, $"{source.ReleaseDirectory}{index.File.Path}");
    }
}

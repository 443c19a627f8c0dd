using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Nuka.Graft.Index;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Graft.Sources;

/// <summary>
/// All Debian sources of a machine as one archive: brings their signed indexes up to date and opens them. Several processes may
/// update at once (one after the other), and open while another updates: what they opened stays as it was.
/// </summary>
public sealed class DebianArchive(ArchiveOptions options)
{
    private const int OpenAttemptLimit = 5;
    private const string StateFileName = "state.json";
    private const string IndexDirectoryName = "indexes";

    /// <summary>How long a source that could not be had is not asked for again by commands that only need something fresh.</summary>
    private static readonly TimeSpan FailedSourceAge = TimeSpan.FromHours(1);

    private string StatePath => Path.Combine(options.Directory, StateFileName);

    /// <summary>Brings every source up to date. One that fails keeps what was known of it, and is reported.</summary>
    /// <param name="sources">The sources.</param>
    /// <param name="cancellationToken">Stops the work; the old state stays.</param>
    /// <exception cref="NukaException"><c>graft/no-sources</c>, <c>graft/update-failed</c> (nothing could be had at all),
    /// <c>graft/offline</c>, <c>graft/no-gpgv</c>, <c>graft/disk-full</c>.</exception>
    public async Task<UpdateReport> UpdateAllAsync(SourceList sources, CancellationToken cancellationToken)
    {
        if (options.IsOffline)
        {
            throw new Problem("graft/offline", "the sources cannot be updated, since the network may not be used")
            {
                Hints = ["try: the same command without --offline"],
            }.ToException();
        }

        if (sources.Entries.IsEmpty)
        {
            throw new Problem("graft/no-sources", "no source of packages is usable on this machine")
            {
                Reasons = [.. sources.Refused.Select(problem => problem.Message)],
                Hints = ["try: nuka source add"],
            }.ToException();
        }

        PrivateDirectory.Make(options.Directory);
        using FileLock held = await LockAsync(cancellationToken);
        ArchiveState before = ReadStateOrNothing();
        ReleaseUpdater updater = new(options);
        ReleaseOutcome[] outcomes = await Task.WhenAll(sources.Entries.Select(source =>
            updater.UpdateAsync(source, before.Find(source), cancellationToken)));
        ImmutableArray<Problem> problems = [.. outcomes.Select(outcome => outcome.Problem).OfType<Problem>()];
        Problem? fatal = problems.FirstOrDefault(StopsEverything);
        if (fatal is not null || problems.Length == outcomes.Length)
        {
            throw (fatal ?? FailedAll(problems)).ToException();
        }

        ArchiveState after = new()
        {
            Releases = [.. outcomes.Select(outcome => outcome.Release).OfType<ReleaseState>()],
            Failed = [.. outcomes.Where(outcome => outcome.Release is null).Select(outcome => Failed(outcome.Source))],
        };
        AtomicFile.Write(StatePath, JsonSerializer.SerializeToUtf8Bytes(after, ArchiveStateJson.Default.ArchiveState));
        updater.RemoveUnused(after);
        Announce(outcomes, sources.Refused);
        return new UpdateReport([.. outcomes], sources.Refused);
    }

    /// <summary>
    /// Does something that reads the indexes. If one of them turns out to be damaged, everything is brought up to date, which makes it
    /// again, and the work is done once more.
    /// </summary>
    /// <param name="sources">The sources.</param>
    /// <param name="work">What is to be done; it opens the indexes itself.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="NukaException">What the work throws, and, where the network may not be used, <c>graft/damaged-index</c>.</exception>
    public async Task<T> MendingAsync<T>(Func<SourceList> sources, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            return await work();
        }
        catch (NukaException damage) when (damage.Problem.Code == "graft/damaged-index" && !options.IsOffline)
        {
            await UpdateAllAsync(sources(), cancellationToken);
            return await work();
        }
    }

    /// <summary>Brings the sources up to date if they are older than allowed, or if a source was never fetched.</summary>
    /// <param name="sources">The sources.</param>
    /// <param name="ageLimit">How old an answer may be.</param>
    /// <param name="cancellationToken">Stops the work; the old state stays.</param>
    /// <returns>What was done; <see langword="null"/> if nothing had to be.</returns>
    /// <exception cref="NukaException">As <see cref="UpdateAllAsync"/>, if no source was ever fetched; an index that is merely old is used
    /// all the same when it cannot be renewed, and a notice says so.</exception>
    public async Task<UpdateReport?> EnsureAsync(SourceList sources, TimeSpan ageLimit, CancellationToken cancellationToken)
    {
        ArchiveState state = ReadState();
        if (state.Releases.Length > 0 && (options.IsOffline || IsFresh(state, sources, ageLimit)))
        {
            return null;
        }

        try
        {
            return await UpdateAllAsync(sources, cancellationToken);
        }
        catch (NukaException error) when (state.Releases.Length > 0 && !StopsEverything(error.Problem) && error.Problem.Code != "graft/no-sources")
        {
            options.Progress.Note($"{error.Problem.Message}; what was fetched earlier is used");
            return null;
        }
    }

    /// <summary>What is known of all releases.</summary>
    /// <exception cref="NukaException"><c>graft/damaged-index</c>.</exception>
    public ArchiveState ReadState() => ReadState(options.Directory);

    /// <summary>What a state's directory of sources knows of all releases; nothing, if it does not exist.</summary>
    /// <param name="directory">The directory (<c>sources-v1</c>).</param>
    /// <exception cref="NukaException"><c>graft/damaged-index</c>.</exception>
    public static ArchiveState ReadState(string directory)
    {
        string path = Path.Combine(directory, StateFileName);
        try
        {
            return File.Exists(path)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(path), ArchiveStateJson.Default.ArchiveState) ?? ArchiveState.Empty
                : ArchiveState.Empty;
        }
        catch (JsonException error)
        {
            throw new Problem("graft/damaged-index", $"the table of sources is damaged: {StateFileName}")
            {
                Reasons = [error.Message, $"it is {path}"],
                Hints = ["ask for everything again   try: nuka source update"],
            }.ToException(error);
        }
    }

    /// <summary>Opens the packages of what was fetched last, for whoever only looks: no source is asked, no setting of the machine is read.</summary>
    /// <param name="directory">The directory (<c>sources-v1</c>).</param>
    /// <returns>The packages; <see langword="null"/> if nothing was fetched yet.</returns>
    /// <exception cref="FileNotFoundException">An index is gone: another process updated meanwhile.</exception>
    /// <exception cref="NukaException"><c>graft/damaged-index</c>.</exception>
    public static PackageIndex? OpenKeptPackages(string directory)
    {
        ArchiveState state = ReadState(directory);
        return state.Releases.IsEmpty ? null : PackageIndex.Open(Path.Combine(directory, IndexDirectoryName), state.Releases);
    }

    private ArchiveState ReadStateOrNothing()
    {
        try
        {
            return ReadState();
        }
        catch (NukaException damage)
        {
            options.Progress.Note($"{damage.Problem.Message}; every source is asked as if for the first time");
            return ArchiveState.Empty;
        }
    }

    /// <summary>Opens the indexes as they are now.</summary>
    /// <exception cref="NukaException"><c>graft/no-index</c> (nothing was fetched yet), <c>graft/damaged-index</c>.</exception>
    public ArchiveCatalogue Open()
    {
        for (int attempt = 1; ; attempt++)
        {
            ArchiveState state = ReadState();
            if (state.Releases.IsEmpty)
            {
                throw new Problem("graft/no-index", "the indexes of the sources were never fetched") { Hints = ["try: nuka source update"] }.ToException();
            }

            try
            {
                return ArchiveCatalogue.Open(IndexDirectory(options), Path.Combine(options.Directory, "files"), state, options.LibraryTriplet);
            }
            catch (FileNotFoundException error)
            {
                // Another process may have updated between the state and the file; if not, somebody removed files of ours.
                if (attempt == OpenAttemptLimit)
                {
                    throw new Problem("graft/damaged-index", $"a compiled index is gone: {Path.GetFileName(error.FileName)}")
                    {
                        Hints = ["try: nuka source update"],
                    }.ToException(error);
                }
            }
        }
    }

    /// <summary>Where compiled indexes lie.</summary>
    internal static string IndexDirectory(ArchiveOptions options) => Path.Combine(options.Directory, IndexDirectoryName);

    private static Problem FailedAll(ImmutableArray<Problem> problems) => problems.Length == 1
        ? problems[0]
        : new Problem("graft/update-failed", "no source could be updated")
        {
            Reasons = [.. problems.SelectMany(problem => problem.Reasons.Take(1).Prepend(problem.Message))],
            Hints = [.. problems.SelectMany(problem => problem.Hints).Distinct().Take(2)],
        };

    /// <summary>What no other source can make up for.</summary>
    private static bool StopsEverything(Problem problem) => problem.Code is "graft/no-gpgv" or "graft/disk-full";

    private FailedSource Failed(SourceEntry source) => new(SourceAddress.WithoutCredentials(source.Uri), source.Suite, options.Time.GetUtcNow());

    /// <summary>Whether the state has exactly the sources, and asked for all of them lately enough.</summary>
    private bool IsFresh(ArchiveState state, SourceList sources, TimeSpan ageLimit)
    {
        DateTimeOffset now = options.Time.GetUtcNow();
        TimeSpan retryAge = ageLimit < FailedSourceAge ? ageLimit : FailedSourceAge;
        return now - state.CheckedAt <= ageLimit
            && state.Releases.Length + state.Failed.Length == sources.Entries.Length
            && sources.Entries.All(source => state.Find(source) is { } known
                ? HasAllOf(known, source)
                : state.Failed.Any(failed => failed with { TriedAt = now } == Failed(source) && now - failed.TriedAt <= retryAge));
    }

    private bool HasAllOf(ReleaseState release, SourceEntry source) =>
        (release.WithContents || !options.WithContents)
        && release.Components.SequenceEqual(source.Components)
        && release.Architectures.SequenceEqual(source.Architectures)
        && release.Packages.Concat(release.Contents).All(index => File.Exists(Path.Combine(IndexDirectory(options), index.FileName)));

    private void Announce(ReleaseOutcome[] outcomes, ImmutableArray<Problem> refused)
    {
        foreach (Problem problem in refused)
        {
            options.Progress.Note(problem.Message);
        }

        foreach (ReleaseOutcome outcome in outcomes)
        {
            if (outcome.Problem is { } problem)
            {
                string reason = problem.Reasons.IsEmpty ? "" : $": {problem.Reasons[0]}";
                string rest = outcome.Release is null ? "it is left out" : "what was fetched earlier is used";
                options.Progress.Note($"{problem.Message}{reason}; {rest}");
            }

            foreach (string notice in outcome.Notices)
            {
                options.Progress.Note($"{outcome.Source.Name}: {notice}");
            }
        }
    }

    private async Task<FileLock> LockAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            using DirectoryHandle directory = DirectoryHandle.Open(options.Directory);
            if (FileLock.TryTake(directory.OpenOrCreateFile("lock"u8), FileLockMode.Exclusive) is { } held)
            {
                return held;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), options.Time, cancellationToken);
        }
    }
}

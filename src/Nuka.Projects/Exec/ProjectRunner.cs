using System.Collections.Immutable;
using System.Globalization;
using Nuka.Environments.Exec;
using Nuka.Environments.Host;
using Nuka.Environments.Permissions;
using Nuka.Graft.Sources;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Projects.Discovery;
using Nuka.Projects.Locks;
using Nuka.Projects.Manifests;
using Nuka.Projects.Observing;
using Nuka.Projects.Realise;
using Nuka.Sandbox.Plans;
using Nuka.Sandbox.Probing;
using Nuka.Store;

namespace Nuka.Projects.Exec;

/// <summary>Prepares a program of a project to be run: decides permissions, finds or makes the lock, realises it, plans the sandbox.</summary>
public sealed class ProjectRunner
{
    private readonly ProjectRooms rooms;
    private readonly ProjectQuestions questions;
    private readonly LockKeeper keeper;

    /// <summary>Prepares nothing yet.</summary>
    /// <param name="rooms">The rooms.</param>
    public ProjectRunner(ProjectRooms rooms)
    {
        this.rooms = rooms;
        questions = new ProjectQuestions(rooms);
        keeper = new LockKeeper(rooms, questions);
    }

    /// <summary>Prepares.</summary>
    /// <param name="options">What the person asked for.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="NukaException">It cannot be run; nothing of the project was changed, except that its lock may have been written.</exception>
    public Task<PreparedExec> PrepareAsync(ExecOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return MendingAsync(() => InTurnAsync(options, (place, mayChange) => TryPrepareAsync(place, options, mayChange, cancellation), cancellation), cancellation);
    }

    /// <summary>Makes the project's lock answer it, with the environment in the store. Nothing is run, so nothing has to be granted.</summary>
    /// <param name="options">What the person asked for.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="NukaException">It cannot be had; the manifest and the lock are as they were.</exception>
    public Task<EnvironmentLock> LockAsync(ExecOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return MendingAsync(() => InTurnAsync(options, (place, mayChange) => TryLockAsync(place, options, mayChange, cancellation), cancellation), cancellation);
    }

    private async Task<EnvironmentLock?> TryLockAsync(ProjectPlace place, ExecOptions options, bool mayChange, CancellationToken cancellation)
    {
        ArtefactReport artefacts = ArtefactScanner.Scan(place.Directory, questions.NpmArchitecture);
        return await keeper.EnsureAsync(place, ManifestOf(place, options), artefacts, options, mayChange, cancellation) is var (answer, _) ? answer : null;
    }

    /// <summary>Tries something that may have to change the lock: in the command's turn, unless it need not.</summary>
    private async Task<T> InTurnAsync<T>(ExecOptions options, Func<ProjectPlace, bool, Task<T?>> attempt, CancellationToken cancellation)
        where T : class
    {
        ProjectPlace place = ProjectPlace.Find(options.WorkingDirectory, rooms.State, options.IsDirectoryNamed);
        bool surely = options.WantsAnotherLock || !File.Exists(place.LockPath);
        if (!(options.WritesLock && surely) && await attempt(place, !options.WritesLock) is { } ready)
        {
            return ready;
        }

        // Everything is read again: whoever had the turn before may have changed it.
        using ProjectTurn turn = await ProjectTurn.TakeAsync(rooms.State, place.Directory, rooms.Clock, rooms.Progress, cancellation);
        return (await attempt(ProjectPlace.Find(options.WorkingDirectory, rooms.State, options.IsDirectoryNamed), true))!;
    }

    /// <summary>Prepares.</summary>
    /// <returns><see langword="null"/> if the lock has to change, and may not.</returns>
    private async Task<PreparedExec?> TryPrepareAsync(ProjectPlace place, ExecOptions options, bool mayChange, CancellationToken cancellation)
    {
        GrantStore grants = new(rooms.State.Grants);
        ImmutableArray<FreshnessEntry> observed = Observe(place, options, grants);
        ProjectManifest manifest = ManifestOf(place, options);
        PermissionDecision permissions = Decide(place, manifest, grants, options);
        OutsideProgram.Refuse(place, options, permissions.Effective, rooms);
        ArtefactReport artefacts = ArtefactScanner.Scan(place.Directory, questions.NpmArchitecture);
        if (await keeper.EnsureAsync(place, manifest, artefacts, options, mayChange, cancellation) is not var (answer, environment))
        {
            return null;
        }

        StoreLease lease = rooms.Store.TakeLease(ProjectLocker.Keeps(environment));
        ImmutableArray<FreshnessEntry> files = [.. observed, .. artefacts.Watched, FreshnessEntry.Observe(place.LockPath)];
        ImmutableArray<FreshnessEntry> core = CoreFiles.Observe(environment.Root, options.Command.FirstOrDefault(string.Empty));
        ExecPlan plan = ExecPlanner.Plan(new ExecRequest
        {
            ProjectDirectory = place.Directory,
            WorkingDirectory = place.StartOf(options.WorkingDirectory),
            Command = options.Command,
            Root = environment.Root,
            Permissions = permissions,
            Host = rooms.Host,
            State = rooms.State,
            Tools = rooms.Tools.Value,
            Variables = answer.Platform(rooms.Platform)!.Variables,
            LeaseFile = lease.Path,
            Directories = artefacts.Directories,
            LandlockVersion = LandlockVersion.Read(),
            Freshness = [.. files, .. core.Take(PlanLimits.FreshnessEntries - files.Length)],
        });
        foreach (string missing in plan.MissingDenied)
        {
            rooms.Progress.Note($"{missing} is denied and does not exist: nothing is hidden");
        }

        return new PreparedExec(plan, answer, lease, place.Directory);
    }

    /// <summary>Says what a program would reach, and why: nothing is fetched, made or written for that.</summary>
    /// <param name="options">What the person asked for.</param>
    /// <exception cref="NukaException">It could not be run.</exception>
    public ImmutableArray<Reach> Explain(ExecOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ProjectPlace place = ProjectPlace.Find(options.WorkingDirectory, rooms.State, options.IsDirectoryNamed);
        ProjectManifest manifest = ManifestOf(place, options);
        ExecPlan plan = ExecPlanner.Plan(new ExecRequest
        {
            ProjectDirectory = place.Directory,
            WorkingDirectory = place.StartOf(options.WorkingDirectory),
            Command = options.Command,
            Root = new EnvironmentRoot([], null),
            Permissions = Decide(place, manifest, new GrantStore(rooms.State.Grants), options),
            Host = rooms.Host,
            State = rooms.State,
            MakesNothing = true,
            Tools = rooms.Tools.Value,
            LandlockVersion = LandlockVersion.Read(),
        });
        LockedPlatform? platform = LockFile.Open(place.LockPath, place.LockName).Environment?.Platform(rooms.Platform);
        return platform is null ? plan.Reaches : plan.Reaches.Add(Extent(platform, options.Run, place.LockName)).AddRange(Aside(platform, place));
    }

    /// <summary>How much software the root holds, as the lock has it.</summary>
    private static Reach Extent(LockedPlatform platform, bool run, string lockName)
    {
        string whole = Extent(platform.Packages);
        return !run ? new Reach(whole, $"what the project needs to be built and run ({lockName})")
            : platform.Run is null ? new Reach("the run set, chosen at the first start", $"{lockName} has none yet; the whole environment has {whole}")
            : new Reach(Extent([.. platform.Packages.Where(package => package.Run)]), $"the run set of {lockName}; the whole environment has {whole}");
    }

    private static IEnumerable<Reach> Aside(LockedPlatform platform, ProjectPlace place) =>
        platform.Packages.Where(package => package.IsPrivate).GroupBy(package => package.Prefix, StringComparer.Ordinal).Select(group => new Reach(
            $"/{group.Key} (read)",
            $"private in {Path.GetFileName(place.ManifestPath)}, found by its path alone: {string.Join(", ", group.Select(one => $"{one.Name} {one.Version}"))}"));

    private static string Extent(IReadOnlyCollection<LockedPackage> packages) =>
        string.Create(CultureInfo.InvariantCulture, $"{packages.Count} packages, {packages.Sum(package => package.SizeBytes) / 1e6:0.0} MB of files");

    /// <summary>Says which packages a command would put into the environment; it is the archives' indexes as the rooms have them that are asked.</summary>
    /// <param name="options">What the person asked for.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="NukaException">The question has no answer.</exception>
    public Task<ImmutableArray<ForeseenPackage>> ForeseeAsync(ExecOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return MendingAsync(() => ForeseeOnceAsync(options, cancellation), cancellation);
    }

    /// <summary>A compiled index that the disk damaged is made again, and the work done once more.</summary>
    private async Task<T> MendingAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        try
        {
            return await work();
        }
        catch (NukaException damage) when (damage.Problem.Code == "graft/damaged-index" && !rooms.IsOffline)
        {
            await rooms.Archive.Value.UpdateAllAsync(rooms.Sources.Value, cancellation);
            return await work();
        }
    }

    private async Task<ImmutableArray<ForeseenPackage>> ForeseeOnceAsync(ExecOptions options, CancellationToken cancellation)
    {
        ProjectPlace place = ProjectPlace.Find(options.WorkingDirectory, rooms.State, options.IsDirectoryNamed);
        ProjectManifest manifest = ManifestOf(place, options);
        if (!options.Command.IsEmpty)
        {
            OutsideProgram.Refuse(place, options, Decide(place, manifest, new GrantStore(rooms.State.Grants), options).Effective, rooms);
        }

        LockFile file = LockFile.Open(place.LockPath, place.LockName);
        ScanResult scan = await questions.ScanAsync(place, options, cancellation);
        ArtefactReport artefacts = ArtefactScanner.Scan(place.Directory, questions.NpmArchitecture);
        if (!options.WantsAnotherLock && file.Environment is { } known && known.Platform(rooms.Platform) is { } platform && (options.Run
            ? platform.Run is not null && LockKeeper.CoversRun(known, manifest, artefacts, scan) : LockRequest.Answers(known, manifest, scan)))
        {
            bool small = options.Run;
            return
            [
                .. platform.Packages.Where(package => !small || package.Run)
                    .Select(package => new ForeseenPackage(PackageOrders.Of(package, platform, null, null).Owner, package.Version, package.SizeBytes)),
            ];
        }

        await rooms.Archive.Value.EnsureAsync(rooms.Sources.Value, rooms.IndexAgeLimit, cancellation);
        using ArchiveCatalogue catalogue = rooms.Archive.Value.Open();
        EnvironmentLock? before = keeper.Before(file.Environment, artefacts, options);
        LockQuestion question = await questions.AskAsync(manifest, scan, options.Packages, catalogue, before, cancellation);
        IEnumerable<string> asked = options.Packages.Concat((before?.Run ?? []).Select(row => row.Package).OfType<string>())
            .Concat(artefacts.Needs.Where(RunSet.Asks).SelectMany(need => catalogue.Contents.FindSoname(need.Name).Select(owner => owner.Package)));
        return new ProjectLocker(rooms).Foresee(
            question, catalogue, before, options.Run ? packages => RunSet.Foresee(packages, question, manifest, scan, asked) : null);
    }

    private static ProjectManifest ManifestOf(ProjectPlace place, ExecOptions options)
    {
        ProjectManifest manifest = ProjectManifest.ReadFrom(place.Directory);
        return options.Edit is { } edit ? ProjectManifest.Read(edit(manifest.Document)) : manifest;
    }

    private PermissionDecision Decide(ProjectPlace place, ProjectManifest manifest, GrantStore grants, ExecOptions options)
    {
        PermissionDecision permissions = PermissionDecision.Make(
            PermissionSet.Of(manifest.Permissions.Select(asked => PermissionGrammar.Parse(asked.Text, rooms.Host.HomeDirectory, asked.Place))),
            grants.Read(place.Directory).Granted,
            options.Allowed,
            options.Denied);
        ExecPlanner.RefuseVisibleState(rooms.State, place.Directory, permissions.Effective);
        return permissions;
    }

    /// <summary>
    /// Looks at everything outside of the key that the plan depends on, before any of it is read: manifests and locks up the tree,
    /// the project's own files that discovery reads, the grant, the sources, the host's settings.
    /// </summary>
    private ImmutableArray<FreshnessEntry> Observe(ProjectPlace place, ExecOptions options, GrantStore grants)
    {
        IEnumerable<string> upwards = ProjectPlace.CandidatesFrom(place.StartOf(options.WorkingDirectory)).Where(path => path != place.LockPath);
        return
        [
            .. upwards.Concat(place.LinkedFiles()).Concat(WatchedNames.In(place.Directory)).Append(grants.FileOf(place.Directory)).Concat(rooms.SourceFiles)
                .Concat(HostSettings.Watched(rooms.Host)).Distinct(StringComparer.Ordinal).Select(FreshnessEntry.Observe),
        ];
    }
}

using System.Collections.Immutable;
using System.Text;
using Nuka.Environments.Exec;
using Nuka.Environments.Host;
using Nuka.Environments.Permissions;
using Nuka.Formats.Toml;
using Nuka.Graft.Sources;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Projects.Discovery;
using Nuka.Projects.Locks;
using Nuka.Projects.Manifests;
using Nuka.Projects.Realise;
using Nuka.Sandbox.Plans;
using Nuka.Sandbox.Probing;
using Nuka.Store;

namespace Nuka.Projects.Exec;

/// <summary>Prepares a program of a project to be run: decides permissions, finds or makes the lock, realises it, plans the sandbox.</summary>
/// <param name="rooms">The rooms.</param>
public sealed class ProjectRunner(ProjectRooms rooms)
{
    private readonly ProjectQuestions questions = new(rooms);

    /// <summary>Prepares.</summary>
    /// <param name="options">What the person asked for.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="NukaException">It cannot be run; nothing of the project was changed, except that its lock may have been written.</exception>
    public async Task<PreparedExec> PrepareAsync(ExecOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ProjectPlace place = ProjectPlace.Find(options.WorkingDirectory, rooms.State);
        GrantStore grants = new(rooms.State.Grants);
        ImmutableArray<FreshnessEntry> observed = Observe(place, grants);
        ProjectManifest manifest = ManifestOf(place, options);
        PermissionDecision permissions = Decide(place, manifest, grants, options);
        (EnvironmentLock answer, RealisedEnvironment environment) = await EnsureAsync(place, manifest, options, cancellation);
        StoreLease lease = rooms.Store.TakeLease(ProjectLocker.Keeps(environment));
        ExecPlan plan = ExecPlanner.Plan(new ExecRequest
        {
            ProjectDirectory = place.Directory,
            WorkingDirectory = StartDirectory(place, options.WorkingDirectory),
            Command = options.Command,
            Root = environment.Root,
            Permissions = permissions,
            Host = rooms.Host,
            State = rooms.State,
            Tools = rooms.Tools.Value,
            Variables = answer.Platform(rooms.Platform)!.Variables,
            LeaseFile = lease.Path,
            LandlockVersion = LandlockVersion.Read(),
            Freshness = [.. observed, FreshnessEntry.Observe(place.LockPath)],
        });
        return new PreparedExec(plan, answer, lease, place.Directory);
    }

    /// <summary>Says what a program would reach, and why: nothing is fetched for that, and no lock is written.</summary>
    /// <param name="options">What the person asked for.</param>
    /// <exception cref="NukaException">It could not be run.</exception>
    public ImmutableArray<Reach> Explain(ExecOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ProjectPlace place = ProjectPlace.Find(options.WorkingDirectory, rooms.State);
        ProjectManifest manifest = ManifestOf(place, options);
        return ExecPlanner.Plan(new ExecRequest
        {
            ProjectDirectory = place.Directory,
            WorkingDirectory = StartDirectory(place, options.WorkingDirectory),
            Command = options.Command,
            Root = new EnvironmentRoot([], null),
            Permissions = Decide(place, manifest, new GrantStore(rooms.State.Grants), options),
            Host = rooms.Host,
            State = rooms.State,
            Tools = rooms.Tools.Value,
            LandlockVersion = LandlockVersion.Read(),
        }).Reaches;
    }

    /// <summary>Says which packages a command would put into the environment; only the archives' indexes are brought up to date for that.</summary>
    /// <param name="options">What the person asked for.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="NukaException">The question has no answer.</exception>
    public async Task<ImmutableArray<ForeseenPackage>> ForeseeAsync(ExecOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ProjectPlace place = ProjectPlace.Find(options.WorkingDirectory, rooms.State);
        ProjectManifest manifest = ManifestOf(place, options);
        Decide(place, manifest, new GrantStore(rooms.State.Grants), options);
        LockFile file = LockFile.Open(place.LockPath, place.LockName);
        ScanResult scan = await questions.ScanAsync(place, options.Command, cancellation);
        if (options.Packages.IsEmpty && options.Replaced.IsEmpty && file.Environment is { } known && LockRequest.Answers(known, manifest, scan)
            && known.Platform(rooms.Platform) is { } platform)
        {
            return [.. platform.Packages.Select(package => new ForeseenPackage($"{package.Archive}:{package.Name}", package.Version, package.SizeBytes))];
        }

        await rooms.Archive.Value.EnsureAsync(rooms.Sources.Value, rooms.IndexAgeLimit, cancellation);
        using ArchiveCatalogue catalogue = rooms.Archive.Value.Open();
        LockQuestion question = await questions.AskAsync(manifest, scan, options.Packages, catalogue, file.Environment, cancellation);
        return new ProjectLocker(rooms).Foresee(question, catalogue, Forget(file.Environment, options.Replaced));
    }

    private static ProjectManifest ManifestOf(ProjectPlace place, ExecOptions options) =>
        options.Manifest is { } given ? ProjectManifest.Read(given) : ProjectManifest.ReadFrom(place.Directory);

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
    private ImmutableArray<FreshnessEntry> Observe(ProjectPlace place, GrantStore grants)
    {
        IEnumerable<string> upwards = ProjectPlace.CandidatesFrom(place.Directory).Where(path => path != place.LockPath);
        return
        [
            .. upwards.Concat(WatchedNames.In(place.Directory)).Append(grants.FileOf(place.Directory)).Concat(rooms.SourceFiles)
                .Concat(HostSettings.Watched(rooms.Host)).Distinct(StringComparer.Ordinal).Select(FreshnessEntry.Observe),
        ];
    }

    /// <summary>The lock that answers the project now, with its environment in the store; made and written when there is none.</summary>
    private async Task<(EnvironmentLock Lock, RealisedEnvironment Environment)> EnsureAsync(
        ProjectPlace place, ProjectManifest manifest, ExecOptions options, CancellationToken cancellation)
    {
        ProjectLocker locker = new(rooms);
        LockFile file = LockFile.Open(place.LockPath, place.LockName);
        ScanResult scan = await questions.ScanAsync(place, options.Command, cancellation);
        bool extra = !options.Packages.IsEmpty;
        bool replaces = !options.Replaced.IsEmpty;
        if (!extra && !replaces && options.Manifest is null && file.Environment is { } known
            && known.Request == LockRequest.Digest(manifest, scan) && known.Platform(rooms.Platform) is { } platform)
        {
            bool answers = options.Locked || LockRequest.Answers(known, manifest, scan);
            RealisedEnvironment? ready = answers || OnlyProgramsAreNew(known, scan) ? await locker.RealiseAsync(platform, cancellation) : null;
            if (ready is not null && (answers || HasPrograms(ready.Root, scan)))
            {
                return (known, ready);
            }
        }

        if (options.Locked && !extra)
        {
            throw Stale(place, file.Environment);
        }

        await rooms.Archive.Value.EnsureAsync(rooms.Sources.Value, rooms.IndexAgeLimit, cancellation);
        using ArchiveCatalogue catalogue = rooms.Archive.Value.Open();
        LockQuestion question = await questions.AskAsync(manifest, scan, options.Packages, catalogue, file.Environment, cancellation);
        (EnvironmentLock answer, RealisedEnvironment environment) = await locker.LockAsync(
            question, catalogue, Forget(file.Environment, options.Replaced), cancellation);
        if (!extra)
        {
            PrivateDirectory.Make(rooms.State.Project(ProjectKey.Of(place.Directory)));
            Save(file.With(answer), place, options.Manifest);
            rooms.Store.SetRoot($"project:{place.Directory}", ProjectLocker.Keeps(environment));
        }

        return (answer, environment);
    }

    /// <summary>Whether what the lock does not answer yet is nothing but a program that this command names.</summary>
    private static bool OnlyProgramsAreNew(EnvironmentLock known, ScanResult scan)
    {
        HashSet<string> needs = [.. known.Needs.Select(locked => locked.Need.Key)];
        return scan.Needs.All(need => needs.Contains(need.Key) || need is { Origin: NeedOrigin.Command, Kind: NeedKind.Program })
            && scan.Runtimes.All(runtime => known.Runtimes.Any(locked => locked.Name == runtime.Name));
    }

    /// <summary>Whether a root has every program that the command names already: then its lock need not change for it.</summary>
    private static bool HasPrograms(EnvironmentRoot root, ScanResult scan) =>
        scan.Needs.Where(need => need is { Origin: NeedOrigin.Command, Kind: NeedKind.Program })
            .All(need => root.Has($"usr/bin/{need.Name}") || root.Has($"usr/sbin/{need.Name}"));

    /// <summary>The lock without the packages that are to be chosen anew: what stays is preferred, what is forgotten may change.</summary>
    private EnvironmentLock? Forget(EnvironmentLock? known, ImmutableArray<string> replaced)
    {
        if (known?.Platform(rooms.Platform) is not { } platform || replaced.IsEmpty)
        {
            return known;
        }

        bool all = replaced.Contains(ExecOptions.ReplaceAll);
        LockedPlatform kept = platform with { Packages = platform.Packages.RemoveAll(package => all || replaced.Contains(package.Name)) };
        return known with { Platforms = known.Platforms.Replace(platform, kept) };
    }

    private static void Save(LockFile answer, ProjectPlace place, TomlDocument? manifest)
    {
        if (manifest is null)
        {
            answer.Save(place.LockPath);
            return;
        }

        AtomicFile.WriteBoth(
            place.ManifestPath,
            Encoding.UTF8.GetBytes(manifest.Text),
            place.LockPath,
            Encoding.UTF8.GetBytes(answer.Document.Text),
            AtomicFile.OrdinaryMode);
    }

    private static string StartDirectory(ProjectPlace place, string standing)
    {
        string real = ProjectPlace.Real(standing);
        return real == place.Directory || real.StartsWith(place.Directory + "/", StringComparison.Ordinal) ? real : place.Directory;
    }

    private static NukaException Stale(ProjectPlace place, EnvironmentLock? known) =>
        new Problem("projects/lock-stale", known is null ? "the project has no lock, and none may be made"
            : "the lock does not answer the project any more")
        {
            Place = new Place(place.LockName),
            Reasons = ["--locked forbids to write it"],
            Hints = ["try: nuka lock"],
        }.ToException();
}

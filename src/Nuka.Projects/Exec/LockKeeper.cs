using System.Collections.Immutable;
using System.Text;
using Nuka.Content.Trees;
using Nuka.Environments.Exec;
using Nuka.Environments.Permissions;
using Nuka.Formats.Toml;
using Nuka.Graft.Sources;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Projects.Discovery;
using Nuka.Projects.Locks;
using Nuka.Projects.Manifests;
using Nuka.Projects.Observing;
using Nuka.Projects.Realise;

namespace Nuka.Projects.Exec;

/// <summary>Keeps a project's lock the answer to it: finds that it still is, or makes another one and writes it.</summary>
internal sealed class LockKeeper
{
    private readonly ProjectRooms rooms;
    private readonly ProjectQuestions questions;
    private readonly ProjectLocker locker;
    private readonly RunSet runSet;
    private readonly SeenRoots seen;
    private readonly LockSaver saver;
    private readonly LearnedNeeds learned;

    /// <summary>Makes a keeper.</summary>
    /// <param name="rooms">The rooms.</param>
    /// <param name="questions">Turns a project to the question that its lock answers.</param>
    public LockKeeper(ProjectRooms rooms, ProjectQuestions questions)
    {
        this.rooms = rooms;
        this.questions = questions;
        locker = new ProjectLocker(rooms);
        runSet = new RunSet(rooms.Store);
        seen = new SeenRoots(rooms.State);
        saver = new LockSaver(rooms);
        learned = new LearnedNeeds(locker, rooms.Progress);
    }

    /// <summary>The lock that answers the project now, with the environment that is wanted in the store; made and written when there is none.</summary>
    /// <param name="place">The project.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="artefacts">What was built in it.</param>
    /// <param name="options">What the person asked for.</param>
    /// <param name="mayChange">Whether another lock may be made; else only one that is there is taken.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns><see langword="null"/> if another lock has to be made, and may not.</returns>
    /// <exception cref="NukaException">It cannot be had; <c>projects/lock-stale</c>: it may not be written.</exception>
    public async Task<(EnvironmentLock Lock, RealisedEnvironment Environment)?> EnsureAsync(
        ProjectPlace place, ProjectManifest manifest, ArtefactReport artefacts, ExecOptions options, bool mayChange, CancellationToken cancellation)
    {
        if (mayChange && options.WritesLock)
        {
            saver.RequireWritable(place, options); // before anything is fetched for it
        }

        LockFile file = LockFile.Open(place.LockPath, place.LockName);
        ScanResult scan = await questions.ScanAsync(place, options, cancellation);
        if (options.Run && file.Environment is { } known && await TryRunAsync(known, manifest, artefacts, scan, options, cancellation) is { } run)
        {
            KeepRun(place, run);
            return (file.Environment!, run);
        }

        if ((!mayChange && options.Run) || await AnswerAsync(place, manifest, artefacts, scan, options, file, mayChange, cancellation) is not var (answer, environment))
        {
            return null;
        }

        bool extra = !options.Packages.IsEmpty;
        bool runs = options.Run || (!ReferenceEquals(answer, file.Environment) && file.Environment?.Platform(rooms.Platform)?.Run is not null);
        RealisedEnvironment? small = null;
        if (runs)
        {
            (answer, small) = await AddRunSetAsync(answer, manifest, artefacts, scan, options, Before(file.Environment, artefacts, options), cancellation);
        }
        else if (!ReferenceEquals(answer, file.Environment) && file.Environment is { Run.IsEmpty: false } earlier)
        {
            answer = answer with { Run = earlier.Run }; // of another platform's run set
        }

        bool lasts = !extra && !options.IsTrial;
        LockedPlatform platform = answer.Platform(rooms.Platform)!;
        bool changed = !ReferenceEquals(answer, file.Environment);
        if (lasts && changed)
        {
            saver.Save(file.With(answer), file, place, manifest, options);
            saver.SayRemembered(answer, file.Environment, place);
        }

        // A lock that came with the project, from version control, is as much a reason to keep its trees as one that was made here.
        if (lasts && (changed || !seen.IsLast(place.Directory, SeenRoots.Whole, platform.Root)))
        {
            SetRoot(place, environment);
        }

        if (lasts)
        {
            ShowRoot(place, environment, options);
            new RootNotice(rooms.State, rooms.Progress).Look(place.Directory, platform.Root, artefacts.Builds);
        }

        if (small is not null && lasts)
        {
            KeepRun(place, small);
        }

        return (answer, options.Run ? small! : environment);
    }

    /// <summary>Where only the run set was ever asked for, nothing else keeps it.</summary>
    private void KeepRun(ProjectPlace place, RealisedEnvironment run)
    {
        Cid root = Cid.OfTree(run.Joined);
        if (rooms.Store.HasRoots && !seen.IsLast(place.Directory, SeenRoots.Run, root))
        {
            rooms.Store.SetRoot($"run:{place.Directory}", ProjectLocker.KeepsForLater(run));
            seen.Remember(place.Directory, SeenRoots.Run, root);
        }
    }

    private void SetRoot(ProjectPlace place, RealisedEnvironment environment)
    {
        if (!rooms.Store.HasRoots)
        {
            return; // whoever may write it keeps what is in it
        }

        rooms.Store.SetRoot($"project:{place.Directory}", ProjectLocker.KeepsForLater(environment));
    }

    /// <summary>Turns the stable path to the root, if somebody asked for it now or before.</summary>
    private void ShowRoot(ProjectPlace place, RealisedEnvironment environment, ExecOptions options)
    {
        StableRoot stable = new(rooms.State);
        if (options.ShowsRoot || stable.Exists(place.Directory))
        {
            stable.Turn(place.Directory, environment.Root.View);
        }
    }

    /// <summary>The lock as it is to be before it is asked again: without what is to be chosen anew or is asked for no more, with what was learned.</summary>
    /// <param name="known">The lock until now.</param>
    /// <param name="artefacts">What was built.</param>
    /// <param name="options">What the person asked for.</param>
    public EnvironmentLock? Before(EnvironmentLock? known, ArtefactReport artefacts, ExecOptions options)
    {
        EnvironmentLock? before = Forget(known, options);
        if (options.Prune && before is not null)
        {
            HashSet<string> asked = [.. artefacts.Needs.Select(need => need.Key)];
            before = before with
            {
                Needs = before.Needs.RemoveAll(row => row.Need.Origin == NeedOrigin.Failure),
                Observed = before.Observed.RemoveAll(row => !asked.Contains(row.Need.Key)),
                Run = before.Run.RemoveAll(row => row.Need.Origin == NeedOrigin.Observed && !asked.Contains(row.Need.Key)),
            };
        }

        if (before is not null && !options.Forgotten.IsEmpty)
        {
            before = before with
            {
                Needs = before.Needs.RemoveAll(row => options.Forgotten.Any(row.IsRemembered)),
                Run = before.Run.RemoveAll(row => options.Forgotten.Any(row.IsRemembered)),
            };
        }

        return options.Learned.IsEmpty ? before : WithNeeds(before, options.Learned);
    }

    /// <summary>The run set of a lock that answers as it stands: it has a row for all that running asks for, or simply has the program that the command names.</summary>
    /// <returns><see langword="null"/> if the whole environment has to tell what running needs, or another lock is wanted.</returns>
    private async Task<RealisedEnvironment?> TryRunAsync(
        EnvironmentLock known, ProjectManifest manifest, ArtefactReport artefacts, ScanResult scan, ExecOptions options, CancellationToken cancellation)
    {
        if (options.WantsAnotherLock || known.Platform(rooms.Platform) is not { Run: not null } platform || !CoversRun(known, manifest, artefacts, scan))
        {
            return null;
        }

        RealisedEnvironment run = await locker.RealiseRunAsync(platform, cancellation);
        HashSet<string> rows = [.. known.Run.Concat(known.Observed).Select(row => row.Need.Key)];
        return scan.Needs.Where(need => need.Origin == NeedOrigin.Command && !need.Optional && need.Kind == NeedKind.Program).Select(need => need.Name)
            .Concat(scan.Runtimes.Where(one => one.Evidence.File == LockRequest.CommandFile).Select(one => one.Evidence.Token))
            .All(name => rows.Contains(NeedText.Key(NeedKind.Program, name)) || HasProgram(run.Root, name)) ? run : null;
    }

    /// <summary>Whether a lock's run set is for this project as it is, whatever program of it is started.</summary>
    /// <param name="known">The lock.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="artefacts">What was built.</param>
    /// <param name="scan">What was found.</param>
    public static bool CoversRun(EnvironmentLock known, ProjectManifest manifest, ArtefactReport artefacts, ScanResult scan)
    {
        EnvironmentLock all = known with { Needs = [.. known.Needs, .. known.Run] };
        HashSet<string> rows = [.. known.Run.Concat(known.Observed).Select(row => row.Need.Key)];
        return known.Request == LockRequest.Digest(manifest, scan) && (LockRequest.Answers(all, manifest, scan) || OnlyProgramsAreNew(all, scan))
            && artefacts.Needs.Concat(scan.Needs.Where(need => need.Origin == NeedOrigin.Command && need.Kind != NeedKind.Program))
                .Where(RunSet.Asks).All(need => rows.Contains(need.Key));
    }

    /// <summary>The lock of the whole environment, and the environment: the one that is there if it answers, and nothing if another may not be made.</summary>
    private async Task<(EnvironmentLock Lock, RealisedEnvironment Environment)?> AnswerAsync(
        ProjectPlace place,
        ProjectManifest manifest,
        ArtefactReport artefacts,
        ScanResult scan,
        ExecOptions options,
        LockFile file,
        bool mayChange,
        CancellationToken cancellation)
    {
        EnvironmentLock? before = Before(file.Environment, artefacts, options);
        if (!options.WantsAnotherLock && file.Environment is { } known
            && known.Request == LockRequest.Digest(manifest, scan) && known.Platform(rooms.Platform) is { } platform)
        {
            bool answers = options.Locked || LockRequest.Answers(known, manifest, scan);
            if (platform.IsOpen)
            {
                if (!mayChange)
                {
                    return null;
                }

                (known, RealisedEnvironment completed) = await locker.CompleteAsync(known, platform, cancellation);
                if (answers && Unknown(artefacts, known, known.Platform(rooms.Platform)!).IsEmpty)
                {
                    return (known, completed);
                }

                platform = known.Platform(rooms.Platform)!;
            }

            RealisedEnvironment? ready = answers || OnlyProgramsAreNew(known, scan) ? await locker.RealiseAsync(platform, cancellation) : null;
            if (ready is not null && (answers || HasPrograms(ready.Root, scan)))
            {
                ImmutableArray<Need> unknown = Unknown(artefacts, known, platform);
                if (unknown.IsEmpty)
                {
                    return (known, ready);
                }

                before = WithObserved(known, unknown);
            }
        }

        if (options.Locked && options.Packages.IsEmpty)
        {
            throw LockSaver.Stale(place, file.Environment, file.Environment is { } stale && before is not null ? before.Observed.Except(stale.Observed) : []);
        }

        return mayChange ? await LockAsync(manifest, artefacts, scan, options, before, cancellation) : null;
    }

    /// <summary>Solves and realises; what was learned only as far as it can be had together with the rest; once more if what was built asks for something that the answer does not have.</summary>
    private async Task<(EnvironmentLock Lock, RealisedEnvironment Environment)> LockAsync(
        ProjectManifest manifest, ArtefactReport artefacts, ScanResult scan, ExecOptions options, EnvironmentLock? before, CancellationToken cancellation)
    {
        foreach (string note in artefacts.Notes)
        {
            rooms.Progress.Note(note);
        }

        await rooms.Archive.Value.EnsureAsync(rooms.Sources.Value, rooms.IndexAgeLimit, cancellation);
        using ArchiveCatalogue catalogue = rooms.Archive.Value.Open();
        (before, LockQuestion question) = await learned.FitAsync(
            before, options.Learned, known => questions.AskAsync(manifest, scan, options.Packages, catalogue, known, cancellation), catalogue);
        ImmutableArray<Need> likely = Likely(artefacts, question, catalogue, before);
        if (!likely.IsEmpty)
        {
            before = WithObserved(before ?? new EnvironmentLock { Request = string.Empty }, likely);
            question = await questions.AskAsync(manifest, scan, options.Packages, catalogue, before, cancellation);
        }

        (EnvironmentLock Lock, RealisedEnvironment Environment) answer = await locker.LockAsync(question, catalogue, before, cancellation);
        ImmutableArray<Need> unknown = Unknown(artefacts, answer.Lock, answer.Lock.Platform(rooms.Platform)!);
        if (!unknown.IsEmpty)
        {
            EnvironmentLock again = WithObserved(answer.Lock, unknown);
            question = await questions.AskAsync(manifest, scan, options.Packages, catalogue, again, cancellation);
            answer = await locker.LockAsync(question, catalogue, again, cancellation);
        }

        bool lasts = options.Packages.IsEmpty && !options.IsTrial;
        return lasts ? (await new ForeignPlatforms(rooms).AddAsync(answer.Lock, manifest, question, before, options, cancellation), answer.Environment) : answer;
    }

    /// <summary>
    /// What built artefacts need and none of the packages to come has, by the lists of contents: asked before anything is fetched, so that mostly
    /// one environment is made and not two.
    /// </summary>
    private ImmutableArray<Need> Likely(ArtefactReport artefacts, LockQuestion question, ArchiveCatalogue catalogue, EnvironmentLock? before)
    {
        Need[] left = Left(artefacts, question.Needs.Concat(question.Observed));
        if (left.Length == 0)
        {
            return [];
        }

        HashSet<string> names = [.. locker.Foresee(question, catalogue, before).Select(package => package.Name)];
        return [.. left.Where(need => catalogue.Contents.FindSoname(need.Name) is { Count: > 0 } owners && !owners.Any(owner => names.Contains($"deb:{owner.Package}")))];
    }

    private static Need[] Left(ArtefactReport artefacts, IEnumerable<LockedNeed> known)
    {
        HashSet<string> rows = [.. known.Select(row => row.Need.Key)];
        return
        [
            .. artefacts.Needs.Where(need => need is { Kind: NeedKind.SharedLibrary, Optional: false } && !need.Name.Contains('/', StringComparison.Ordinal)
                && !rows.Contains(need.Key)),
        ];
    }

    /// <summary>What built artefacts need and nothing in the lock explains: no row has it, and no package of the environment brings it.</summary>
    private ImmutableArray<Need> Unknown(ArtefactReport artefacts, EnvironmentLock known, LockedPlatform platform)
    {
        Need[] left = Left(artefacts, known.Needs.Concat(known.Observed));
        if (left.Length == 0)
        {
            return [];
        }

        LibraryOwners owners = LibraryOwners.Of(rooms.Store, platform);
        return [.. left.Where(need => !owners.Has(need.Name))];
    }

    private async Task<(EnvironmentLock Lock, RealisedEnvironment Small)> AddRunSetAsync(
        EnvironmentLock answer,
        ProjectManifest manifest,
        ArtefactReport artefacts,
        ScanResult scan,
        ExecOptions options,
        EnvironmentLock? before,
        CancellationToken cancellation)
    {
        LockedPlatform platform = answer.Platform(rooms.Platform)!;
        ScanResult asking = options.Run ? scan : scan with { Needs = [], Runtimes = [] };
        EnvironmentLock with = answer with { Run = runSet.Rows(artefacts, asking, answer, platform, before?.Run ?? [], options.Locked) };
        LockedPlatform marked = platform with { Packages = runSet.Mark(with, platform, manifest, options.Packages) };
        RealisedEnvironment small = await locker.RealiseRunSetAsync(marked, cancellation);
        marked = marked with { Run = new LockedRunSet(Cid.OfTree(small.Finish), Cid.OfTree(small.Joined)) };
        return (with with { Platforms = with.Platforms.Replace(platform, marked) }, small);
    }

    private static EnvironmentLock WithObserved(EnvironmentLock known, ImmutableArray<Need> unknown) =>
        known with { Observed = [.. known.Observed, .. unknown.Select(need => new LockedNeed(need, null))] };

    private static EnvironmentLock WithNeeds(EnvironmentLock? known, ImmutableArray<Need> needs) =>
        (known ?? new EnvironmentLock { Request = string.Empty }) with { Needs = [.. known?.Needs ?? [], .. needs.Select(need => new LockedNeed(need, null))] };

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
            .All(need => HasProgram(root, need.Name));

    private static bool HasProgram(EnvironmentRoot root, string name) => ProgramDirectories.All.Any(directory => root.Has($"{directory}/{name}"));

    /// <summary>The lock whose answer for this machine is without what is to be chosen anew; <see cref="ForeignPlatforms"/> forgets for the others.</summary>
    private EnvironmentLock? Forget(EnvironmentLock? known, ExecOptions options) => !options.Replaced.IsEmpty && known?.Platform(rooms.Platform) is { } platform
        ? known with { Platforms = known.Platforms.Replace(platform, options.Forget(platform)) } : known;
}

using System.Collections.Concurrent;
using System.Collections.Immutable;
using Nuka.Build.Collecting;
using Nuka.Build.Outputs;
using Nuka.Build.Outputs.Differences;
using Nuka.Build.Outputs.Leaks;
using Nuka.Build.Roots;
using Nuka.Build.Running;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Packages.Grafts;
using Nuka.Packages.Identity;
using Nuka.Platform.Errors;
using Nuka.Platform.Progress;
using Nuka.Sandbox.Plans;
using Nuka.Store;
using Nuka.Trust.Realisations;

namespace Nuka.Build;

/// <summary>
/// Builds a package and everything that it is made from: what does not depend on each other at the same time, and nothing whose build key has a trusted
/// realisation already.
/// </summary>
/// <param name="rooms">What building takes.</param>
/// <param name="limits">What builds may take.</param>
public sealed class PackageBuilder(BuildRooms rooms, BuildLimits limits)
{
    private const int DifferentLines = 60;

    private static readonly TimeSpan OtherSecond = TimeSpan.FromSeconds(1.1);

    private readonly ConcurrentDictionary<string, Lazy<Task<RealisedRuntime>>> runtimes = new();
    private readonly ConcurrentDictionary<Pid, bool> told = new();

    /// <summary>Builds.</summary>
    /// <param name="top">The package.</param>
    /// <param name="cancellation">Stops it; what was built until then stays.</param>
    /// <returns>The package, built.</returns>
    /// <exception cref="NukaException"><c>build/failed</c>, <c>build/too-long</c>, and what fetching and joining throw.</exception>
    public async Task<BuiltPackage> BuildAsync(PackageIr top, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(top);
        ImmutableArray<PackageIr> all = top.Closure();
        using SemaphoreSlim turn = new(limits.Jobs);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Dictionary<Pid, Task<BuiltPackage>> tasks = [];
        foreach (PackageIr package in all)
        {
            Task<BuiltPackage>[] before = [.. package.Links.Select(link => tasks[link.Package.Pid]).Distinct()];
            tasks.Add(package.Pid, OneAsync(package, before, turn, stop.Token));
        }

        try
        {
            await Task.WhenAll(tasks.Values.Select(task => StoppingAsync(task, stop)));
        }
        catch (Exception)
        {
            // The first failure is what a person wants to read; the others only stopped because of it.
            if (tasks.Values.FirstOrDefault(task => task.IsFaulted)?.Exception?.InnerException is { } first)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
            }

            throw;
        }

        return await tasks[top.Pid];
    }

    /// <summary>Plans the sandbox of a build that failed, in the directory that it left; what the package is made from is built first, if it is not there.</summary>
    /// <param name="package">The package.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="NukaException"><c>build/nothing-failed</c>: no build of it left one; what building throws.</exception>
    /// <returns>The plan, and the lease that its sandbox holds: to be inherited by it.</returns>
    public async Task<(SandboxPlan Plan, StoreLease Lease)> PlanEnteringAsync(PackageIr package, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(package);
        string directory = Path.Combine(rooms.State.Builds, StepRunner.FailedName(package));
        if (!Directory.Exists(directory))
        {
            throw new Problem("build/nothing-failed", $"no build of {package.Name} {package.Version}, as it is now, has failed here")
            {
                Hints = [$"build it   try: nuka build {package.Name}"],
            }.ToException();
        }

        Dictionary<Pid, BuiltPackage> built = await NeededAsync(package, cancellation);
        BuildRoot root = await RootAsync(package, built, cancellation);
        StoreLease lease = Lease(root, []);
        BuildCollection.Enter(directory, lease.Path);
        SandboxPlan plan = new BuildSandbox(rooms).Plan(
            package, root, await rooms.Sources(package, cancellation), directory, limits, Surroundings.Usual(limits), cancellation);
        return (plan with { LeaseFile = lease.Path }, lease);
    }

    /// <summary>
    /// Builds a package a second time where everything is another that a build must not depend on: user, host, processors, times of the sources, directory, and the order of what is in
    /// directories. The clock is another one by itself; that a result holds the day, which it does not show, is looked for.
    /// </summary>
    /// <param name="first">The package, built.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="NukaException"><c>build/not-reproducible</c>: something else came out; what building throws.</exception>
    public async Task CheckAsync(BuiltPackage first, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(first);
        PackageIr package = first.Package;
        Dictionary<Pid, BuiltPackage> built = await NeededAsync(package, cancellation);
        BuildRoot root = await RootAsync(package, built, cancellation);
        using StoreLease lease = Lease(root, first.Outputs.Select(output => output.Tree));
        using IProgressTask task = rooms.Progress.Begin($"building {package.Name} {package.Version} again");
        if (first.WasBuilt)
        {
            await Task.Delay(OtherSecond, rooms.Clock, cancellation); // a small package is built twice within one second
        }

        DateTimeOffset begun = rooms.Clock.GetUtcNow();
        ImmutableArray<TakenOutput> second = await new StepRunner(rooms, limits).RunAsync(package, root, built, Surroundings.Other(limits), task, cancellation);
        string[] lines =
        [
            .. first.Outputs.Zip(second).Where(pair => pair.First.Tree != pair.Second.Tree)
                .SelectMany(pair => OutputDifference.Of(rooms.Store, pair.First.Tree, pair.Second.Tree, cancellation).ToLines().Prepend($"{pair.First.Output}:")),
            .. await DatesAsync(package, second, begun, cancellation),
        ];
        if (lines.Length > 0)
        {
            throw new Problem("build/not-reproducible", $"building {package.Name} {package.Version} twice gave two results")
            {
                Reasons = [.. lines.Take(DifferentLines), .. lines.Length > DifferentLines ? [$"and {lines.Length - DifferentLines} more lines"] : Array.Empty<string>()],
                Hints = ["look for what the step takes from its user, host, number of jobs, the time or the order of a directory, and fix it there"],
            }.ToException();
        }
    }

    /// <summary>Where a result holds the day on which it was built, if no source says that day itself.</summary>
    private async Task<ImmutableArray<string>> DatesAsync(PackageIr package, ImmutableArray<TakenOutput> outputs, DateTimeOffset begun, CancellationToken cancellation)
    {
        ForbiddenWords words = new(DateWords.Of(begun, rooms.Clock.GetUtcNow()));
        OutputAllowances all = new() { Leaks = [("**", "it is only looked at")] };
        ImmutableArray<Leak> found = Look(outputs.Select(output => (output.Name, output.Tree)));
        HashSet<string> own = found.IsEmpty ? [] : [.. Look((await rooms.Sources(package, cancellation)).Select(source => ("source", source.Tree))).Select(leak => leak.Word.Text)];
        return [.. found.Where(leak => !own.Contains(leak.Word.Text)).Select(leak => leak.ToString())];

        ImmutableArray<Leak> Look(IEnumerable<(string Name, Digest Tree)> trees) =>
            [.. words.Scan([.. trees.Select(tree => new BuildOutput(tree.Name, rooms.Store.View(tree.Tree, cancellation)))], all, cancellation).Allowed.Select(one => one.Leak)];
    }

    private async Task<Dictionary<Pid, BuiltPackage>> NeededAsync(PackageIr package, CancellationToken cancellation)
    {
        Dictionary<Pid, BuiltPackage> built = [];
        foreach (PackageIr needed in package.Links.Select(link => link.Package).DistinctBy(one => one.Pid))
        {
            built.Add(needed.Pid, await BuildAsync(needed, cancellation));
        }

        return built;
    }

    private static async Task StoppingAsync(Task task, CancellationTokenSource stop)
    {
        try
        {
            await task;
        }
        catch (Exception)
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private async Task<BuiltPackage> OneAsync(PackageIr package, Task<BuiltPackage>[] before, SemaphoreSlim turn, CancellationToken cancellation)
    {
        try
        {
            await Task.WhenAll(before);
        }
        catch (Exception)
        {
            throw new OperationCanceledException(cancellation); // whoever failed says why
        }

        await turn.WaitAsync(cancellation);
        try
        {
            Dictionary<Pid, BuiltPackage> built = before.Select(task => task.Result).ToDictionary(one => one.Package.Pid);
            return await Task.Run(() => BuildAsync(package, built, cancellation), cancellation);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<BuiltPackage> BuildAsync(PackageIr package, Dictionary<Pid, BuiltPackage> built, CancellationToken cancellation)
    {
        BuildRoot root = await RootAsync(package, built, cancellation);
        using StoreLease lease = Lease(root, []);
        Digest key = BuildKey.Of(package, root, built);
        Dictionary<Digest, string> owners = Owners(root, built);
        if (rooms.Book.FindAll(key, package.Outputs, root.All.Select(tree => tree.Tree).Concat(rooms.InUse).ToHashSet()) is { } choices)
        {
            BuiltPackage taken = Made(package, key, [.. choices.Select(choice => (choice.Realisation.Output, choice.Realisation.Tree, choice.Realisation.Runs))], owners) with { Choices = choices };
            rooms.Book.Remember(package.Pid, key);
            if (told.TryAdd(package.Pid, true))
            {
                rooms.Taken?.Invoke(taken);
            }

            return taken;
        }

        RequireAllowed(package);
        using IProgressTask task = rooms.Progress.Begin($"building {package.Name} {package.Version}");
        ImmutableArray<TakenOutput> outputs = await new StepRunner(rooms, limits).RunAsync(package, root, built, Surroundings.Usual(limits), task, cancellation);
        rooms.Book.Record(package.Pid, [.. outputs.Select(output => new Realisation(key, output.Name, output.Tree, output.Runs))], package.IsImpure);
        return Made(package, key, [.. outputs.Select(output => (output.Name, output.Tree, output.Runs))], owners) with { WasBuilt = true };
    }

    /// <summary>Both must ask for an impure build: the package, and the person.</summary>
    private void RequireAllowed(PackageIr package)
    {
        if (package.ImpureReason is { } reason && !limits.AllowsImpure)
        {
            throw new Problem("build/impure", $"the build of {package.Name} {package.Version} wants the network, and nobody allowed it")
            {
                Reasons = [$"why, as the package says: {reason}", "what comes of such a build may be another thing each time; it, and everything made from it, is marked as impure"],
                Hints = [$"if you want that   try: nuka build --allow-impure {package.Name}"],
            }.ToException();
        }
    }

    /// <summary>Keeps what a build is made in as long as it runs, and what else is looked at.</summary>
    private StoreLease Lease(BuildRoot root, IEnumerable<Digest> besides) =>
        rooms.Store.TakeLease([Cid.OfTree(root.Runtime.Joined), .. root.All.Select(tree => Cid.OfTree(tree.Tree)), .. besides.Select(Cid.OfTree)]);

    private async Task<BuildRoot> RootAsync(PackageIr package, Dictionary<Pid, BuiltPackage> built, CancellationToken cancellation)
    {
        ImmutableArray<LockedGraft> grafts = package.Added;
        RealisedRuntime runtime = await runtimes.GetOrAdd(
            string.Join(' ', grafts.Select(one => one.Graft.Pid).Prepend(package.Runtime.Pid)),
            _ => new Lazy<Task<RealisedRuntime>>(() => rooms.Runtimes(package.Runtime, grafts, cancellation))).Value;
        return BuildRoot.Join(package, runtime, built, rooms.Store);
    }

    private static BuiltPackage Made(
        PackageIr package, Digest key, (string Output, Digest Tree, ImmutableArray<Digest> Runs)[] outputs, Dictionary<Digest, string> owners)
    {
        foreach ((string output, Digest tree, _) in outputs)
        {
            owners.TryAdd(tree, package.NameOf(output));
        }

        return new BuiltPackage(package, key, [.. outputs.Select(output => (output.Output, output.Tree))])
        {
            Runs =
            [
                .. outputs.Select(output => output.Runs.Order()
                    .Select(tree => new OwnedTree(owners.GetValueOrDefault(tree, Cid.OfTree(tree).ToString()), tree)).ToImmutableArray()),
            ],
        };
    }

    private static Dictionary<Digest, string> Owners(BuildRoot root, Dictionary<Pid, BuiltPackage> built)
    {
        Dictionary<Digest, string> owners = [];
        foreach (OwnedTree tree in root.All.Concat(built.Values.SelectMany(one => one.Trees.Concat(one.RunClosure))))
        {
            owners.TryAdd(tree.Tree, tree.Owner);
        }

        return owners;
    }
}

using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Nuka.Build.Logs;
using Nuka.Build.Roots;
using Nuka.Build.Sources;
using Nuka.Graft.Finish;
using Nuka.Packages.Identity;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Platform.Progress;
using Nuka.Sandbox.Launching;
using Nuka.Sandbox.Plans;

namespace Nuka.Build.Running;

/// <summary>Runs the build step of one package, and takes what it installed into the store.</summary>
/// <param name="rooms">What building takes.</param>
/// <param name="limits">What a build may take.</param>
internal sealed class StepRunner(BuildRooms rooms, BuildLimits limits)
{
    private const int LastLines = 12;

    /// <summary>What the directory of a build that runs is called before its digits.</summary>
    internal const string Prefix = "build-";

    /// <summary>What that of a failed one is called before the PID.</summary>
    internal const string FailedPrefix = "failed-";

    /// <summary>The directory in which a failed build of a package is kept.</summary>
    /// <param name="package">The package.</param>
    internal static string FailedName(PackageIr package) => $"{FailedPrefix}{package.Pid}";

    /// <summary>Builds.</summary>
    /// <param name="package">The package.</param>
    /// <param name="root">What it is built in.</param>
    /// <param name="built">The packages that it names, built.</param>
    /// <param name="around">What it sees of where it runs.</param>
    /// <param name="task">Hears what it prints.</param>
    /// <param name="cancellation">Stops it, with everything that it started.</param>
    /// <returns>Its outputs.</returns>
    /// <exception cref="NukaException"><c>build/failed</c>, <c>build/too-long</c>; what taking the outputs throws.</exception>
    internal async Task<ImmutableArray<TakenOutput>> RunAsync(
        PackageIr package,
        BuildRoot root,
        IReadOnlyDictionary<Pid, BuiltPackage> built,
        Surroundings around,
        IProgressTask task,
        CancellationToken cancellation)
    {
        ImmutableArray<FetchedSource> sources = await rooms.Sources(package, cancellation);
        string usual = PrivateDirectory.Make(rooms.State.Builds);
        using BuildDirectory directory = BuildDirectory.Create(around.IsElsewhere && rooms.OtherDisk?.Invoke() is { } other ? PrivateDirectory.Make(other) : usual, Prefix);
        using BuildLog log = new(rooms.State.Logs, package, rooms.Clock, line => Tell(package, line, task));
        log.Say($"building {package.Name} {package.Version} ({package.Pid})");
        SandboxPlan plan = new BuildSandbox(rooms).Plan(package, root, sources, directory.FullPath, limits, around, cancellation);
        foreach ((FetchedSource source, string name) in sources.Zip(BuildPlaces.Sources(sources.Length)))
        {
            string place = Path.Combine(directory.FullPath, "build", name);
            rooms.Store.Export(source.Tree, place, cancellation);
            if (around.IsElsewhere)
            {
                using BuildDirectory compared = BuildDirectory.Create(usual, Prefix);
                DirectoryOrder.Change(rooms.Store, source.Tree, place, Path.Combine(compared.FullPath, name), cancellation);
            }

            SetTimes(place, around.SourceTime);
        }

        try
        {
            await StepAsync(package, plan, directory, log, cancellation);
            ImmutableArray<TakenOutput> taken = await new OutputTaker(rooms).TakeAsync(package, root, built, plan, directory.FullPath, log, cancellation);
            directory.RemoveKept(FailedName(package));
            log.End(BuildOutcome.Built);
            return taken;
        }
        catch (NukaException error)
        {
            throw around.IsElsewhere ? Logged(package, log, error) : Kept(package, directory, log, error);
        }
    }

    private void Tell(PackageIr package, string line, IProgressTask task)
    {
        task.Tell(line);
        rooms.Output?.Invoke(package, line);
    }

    /// <summary>Programs compare the times of files that were unpacked together: none may be newer than another.</summary>
    private static void SetTimes(string place, DateTimeOffset time)
    {
        foreach (FileSystemInfo entry in new DirectoryInfo(place).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Where(entry => entry.LinkTarget is null))
        {
            entry.LastWriteTimeUtc = time.UtcDateTime;
        }
    }

    private async Task StepAsync(PackageIr package, SandboxPlan plan, BuildDirectory directory, BuildLog log, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(limits.Time);
        try
        {
            string[] command = [BuildPlaces.Shell, "--no-config-file", "--no-std-lib", "--no-history", "-I", BuildPlaces.Modules, BuildPlaces.Script];
            (int code, ReadOnlyMemory<byte> end) = await TeedProcess.RunAsync(plan, command, directory.FullPath, log, inheritsInput: false, limit.Token);
            if (code != 0)
            {
                string[] lines = Encoding.UTF8.GetString(end.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries);
                throw new Problem("build/failed", string.Create(CultureInfo.InvariantCulture, $"building {package.Name} {package.Version} failed (exit code {code})"))
                {
                    Reasons = [.. lines.TakeLast(LastLines).Select(line => line.TrimEnd('\r'))],
                }.ToException();
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            string minutes = limits.Time.TotalMinutes.ToString("0.#", CultureInfo.InvariantCulture);
            throw new Problem("build/too-long", $"building {package.Name} {package.Version} took more than {minutes} minutes")
            {
                Hints = ["give it more   try: nuka build --time MINUTES"],
            }.ToException();
        }
    }

    /// <summary>Keeps the directory of what failed, and says where to look.</summary>
    private NukaException Kept(PackageIr package, BuildDirectory directory, BuildLog log, NukaException error)
    {
        directory.Keep(FailedName(package));
        Problem told = Logged(package, log, error).Problem;
        string how = $"nuka build --enter {rooms.Called(package.Name)}{PackageWords.Of(package)}";
        return (told with { Hints = [.. told.Hints, $"look at it where it failed   try: {how}"] }).ToException(error);
    }

    /// <summary>Ends the log, and says where it is.</summary>
    private static NukaException Logged(PackageIr package, BuildLog log, NukaException error)
    {
        log.Say(error.Problem.Message);
        log.End(BuildOutcome.Failed);
        return (error.Problem with { Reasons = [.. error.Problem.Reasons, $"its log: nuka log {package.Name}"] }).ToException(error);
    }
}

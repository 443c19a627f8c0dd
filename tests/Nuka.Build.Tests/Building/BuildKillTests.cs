using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Nuka.Build.Collecting;
using Nuka.Build.Logs;
using Nuka.Build.Roots;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Sandbox.Tests.Machine;
using Nuka.Store;

namespace Nuka.Build.Tests.Building;

/// <summary>
/// A process that builds is killed, before steps of the store and at any time: then the state opens, what is recorded is there, a collection removes the rest, and building
/// again gives the same. The killed process is this very program, which runs the explicit test <see cref="Child"/>.
/// </summary>
[Trait("tier", "sample")]
public sealed partial class BuildKillTests(LauncherBuild launcher)
{
    private const string PlaceVariable = "NUKA_KILLED_BUILD";
    private const string StepVariable = "NUKA_KILLED_STEP";
    private const int Killed = 137;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public Task Killed_at_some_steps_a_build_leaves_nothing_half_made() => KillAtEvery(23);

    [Fact]
    [Trait("tier", "full")]
    public Task Killed_at_every_step_a_build_leaves_nothing_half_made() => KillAtEvery(1);

    [Fact]
    public async Task Killed_at_any_time_a_build_leaves_nothing_half_made()
    {
        Stopwatch whole = Stopwatch.StartNew();
        ImmutableArray<(string, Digest)> expected = await ExpectAsync();
        TimeSpan usual = whole.Elapsed + TimeSpan.FromSeconds(1); // and the start of the program
        Random random = new(20260101);
        int killed = 0;
        for (int times = 0; times < 4; times++)
        {
            using Place place = new();
            int code = await RunChildAsync(place.Path, "build", "0", usual * random.NextDouble());
            killed += code == Killed ? 1 : 0;
            await CheckAsync(place.Path, expected);
        }

        Assert.True(killed > 0);
    }

    [Fact]
    public async Task A_collection_that_is_killed_beside_a_build_harms_neither()
    {
        using Place place = new();
        using Bench bench = new(launcher, place.Path);
        bench.Prepare("sleep 3sec");
        Task<BuiltPackage> build = bench.MakeAsync();
        await Task.Delay(500, Stop);
        Assert.Equal(Killed, await RunChildAsync(place.Path, "collect", "0", TimeSpan.FromSeconds(2)));
        BuiltPackage built = await build;
        Assert.Equal("one", bench.Read(built));
        Assert.Empty(bench.Contents.Verify(cancellation: Stop).Findings);
    }

    [Fact]
    public Task Killed_at_some_steps_a_collection_leaves_what_the_next_one_removes() => KillCollectionAtEvery(12);

    [Fact]
    [Trait("tier", "full")]
    public Task Killed_at_every_step_a_collection_leaves_what_the_next_one_removes() => KillCollectionAtEvery(1);

    private async Task KillCollectionAtEvery(int stride)
    {
        ImmutableArray<(string, Digest)> expected = await ExpectAsync();
        int code = Killed;
        for (int step = 1; code == Killed; step += stride)
        {
            using Place place = new();
            using (Bench bench = new(launcher, place.Path))
            {
                bench.Prepare();
                await bench.MakeAsync();
                Directory.CreateDirectory(Path.Combine(bench.Directories.Builds, "failed-x", "build"));
            }

            code = await RunChildAsync(place.Path, "collect", step.ToString(CultureInfo.InvariantCulture), null);
            await CheckAsync(place.Path, expected);
            Assert.True(step < 400);
        }
    }

    [Fact(Explicit = true)]
    public async Task Child()
    {
        string[] words = Environment.GetEnvironmentVariable(PlaceVariable)?.Split(' ') ?? throw new InvalidOperationException("only a test starts this one");
        int last = int.Parse(Environment.GetEnvironmentVariable(StepVariable)!, CultureInfo.InvariantCulture);
        int steps = 0;
        using Bench bench = new(launcher, words[1], step =>
        {
            if (Interlocked.Increment(ref steps) == last)
            {
                const int Kill = 9;
                _ = SendSignal(Environment.ProcessId, Kill);
                Thread.Sleep(Timeout.Infinite);
            }
        });
        if (words[0] == "collect")
        {
            bench.Collect();
        }
        else
        {
            bench.Prepare();
            await bench.MakeAsync();
        }
    }

    private async Task KillAtEvery(int stride)
    {
        ImmutableArray<(string, Digest)> expected = await ExpectAsync();
        int code = Killed;
        for (int step = 1; code == Killed; step += stride)
        {
            using Place place = new();
            code = await RunChildAsync(place.Path, "build", step.ToString(CultureInfo.InvariantCulture), null);
            await CheckAsync(place.Path, expected);
            Assert.True(step < 1000);
        }
    }

    private async Task<ImmutableArray<(string, Digest)>> ExpectAsync()
    {
        using Place place = new();
        using Bench bench = new(launcher, place.Path);
        bench.Prepare();
        return (await bench.MakeAsync()).Outputs;
    }

    private async Task CheckAsync(string place, ImmutableArray<(string, Digest)> expected)
    {
        using Bench bench = new(launcher, place);
        Assert.Empty(bench.Contents.Verify(cancellation: Stop).Findings);
        foreach (Digest tree in bench.Contents.RealisedTrees())
        {
            Assert.True(bench.Contents.Contains(Cid.OfTree(tree)));
            Assert.All(bench.Contents.RealisationsOf(tree).SelectMany(row => row.Runs), run => Assert.True(bench.Contents.Contains(Cid.OfTree(run))));
        }

        string builds = bench.Directories.Builds;
        Assert.All(Directory.Exists(builds) ? Directory.GetDirectories(builds, "failed-*") : [], path => Assert.EndsWith("failed-x", path, StringComparison.Ordinal));
        bench.Collect();
        Assert.Empty(Directory.Exists(builds) ? Directory.GetFileSystemEntries(builds) : []);
        Assert.Empty(Directory.Exists(bench.Directories.Logs) ? Directory.GetFiles(bench.Directories.Logs, "*.part*") : []);
        Assert.Empty(bench.Contents.RealisedTrees());
        Assert.Empty(bench.Contents.Verify(cancellation: Stop).Findings);

        bench.Prepare();
        BuiltPackage built = await bench.MakeAsync();
        Assert.True(built.WasBuilt);
        Assert.Equal(expected, built.Outputs);
        Assert.Equal("one", bench.Read(built));
        Assert.All(new LogShelf(bench.Directories.Logs).List(), log => Assert.Equal(BuildOutcome.Built, log.Outcome));
    }

    /// <summary>Runs this program's explicit test, and kills it after a time.</summary>
    private async Task<int> RunChildAsync(string place, string work, string step, TimeSpan? until)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string word in (string[])["-explicit", "only", "-method", $"{typeof(BuildKillTests).FullName}.{nameof(Child)}"])
        {
            start.ArgumentList.Add(word);
        }

        start.Environment[PlaceVariable] = $"{work} {place}";
        start.Environment[StepVariable] = step;
        start.Environment[LauncherBuild.Variable] = launcher.Executable;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(Stop);
        Task<string> errors = process.StandardError.ReadToEndAsync(Stop);
        if (until is { } time && await Task.WhenAny(process.WaitForExitAsync(Stop), Task.Delay(time, Stop)) is var first && !first.IsFaulted && !process.HasExited)
        {
            process.Kill();
        }

        await process.WaitForExitAsync(Stop);
        Assert.True(process.ExitCode is 0 or Killed, await output + await errors);
        return process.ExitCode;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);

    private sealed class Place : IDisposable
    {
        internal string Path { get; } = Directory.CreateTempSubdirectory("nuka-killed-").FullName;

        public void Dispose()
        {
            Processes.Run(new ProcessStartInfo("chmod", ["-R", "u+rwX", Path]));
            Directory.Delete(Path, recursive: true);
        }
    }

    private sealed class Bench(LauncherBuild launcher, string place, Action<string>? beforeStep = null) : BuildBench(launcher, place, beforeStep)
    {
        internal ContentStore Contents => Store;

        internal Platform.State.StateDirectory Directories => State;

        internal void Prepare(string more = "null")
        {
            Write("data/word", "one");
            Package("word", """mkdir ($env.out | path join usr/share); cp ($src | path join word) ($env.out | path join usr/share/word)""", source: "(local data)");
            Package("reader", $"{more}\n" + """mkdir ($env.out | path join usr/share); open --raw /usr/share/word | save ($env.out | path join usr/share/read)""", "word");
        }

        internal Task<BuiltPackage> MakeAsync() => BuildAsync("reader");

        internal string Read(BuiltPackage built) => Text(built, "usr/share/read");

        internal void Collect() => Store.Collect(new CollectOptions
        {
            Meanwhile = _ =>
            {
                new BuildCollection(State.Builds, TimeProvider.System).Run(null, null, dryRun: false);
                new LogShelf(State.Logs).Collect(null, null, TimeProvider.System.GetUtcNow(), dryRun: false);
            },
        });
    }
}

using System.Diagnostics;
using Nuka.Bench.Solve;
using Nuka.Graft.Resolve;
using Nuka.Graft.Tests.Resolve;
using Nuka.Platform.Errors;

// bench/solve/run [COUNT] [--no-apt]: a seeded sample of the archive's packages, each asked for alone, on an empty system. First all are solved,
// one after the other and nothing else at that time, which is what is timed; then they are judged, as many at once as there are processors.
const int Seed = 20261122;
const int DefaultCount = 2000;
const int WarmUps = 30;
int count = args.Length > 0 && int.TryParse(args[0], out int asked) ? asked : DefaultCount;
bool withApt = !args.Contains("--no-apt");

using RealArchives archives = new();
if (!archives.IsUsable)
{
    await Console.Error.WriteLineAsync("apt has no lists of an archive on this machine   try: apt-get update");
    return 1;
}

ResolveOptions options = new() { Architecture = "amd64", Clock = TimeProvider.System };
string[] names = archives.Sample(count, Seed);
foreach (string name in archives.Sample(WarmUps, Seed + 1))
{
    Solve(name);
}

(string Name, Resolution? Ours, double Milliseconds)[] solved = [.. names.Select(Solve)];
using AptRecord? apt = withApt ? new AptRecord(archives, Environment.GetEnvironmentVariable("NUKA_BENCH_RESULTS") ?? Path.GetTempPath()) : null;
Measurement[] results = new Measurement[solved.Length];
int judged = 0;
long judging = Stopwatch.GetTimestamp();
Parallel.For(0, solved.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, index =>
{
    results[index] = Judge(solved[index].Name, solved[index].Ours, solved[index].Milliseconds);
    if (Interlocked.Increment(ref judged) is int done && (done % 100 == 0 || done == solved.Length))
    {
        Console.Error.WriteLine($"judged {done} of {solved.Length} in {Stopwatch.GetElapsedTime(judging).TotalSeconds:F0} s");
    }
});
Report.Write(Console.Out, results, archives.Names.Length);
return results.Any(result => result.Faults.Length > 0) ? 1 : 0;

(string Name, Resolution? Ours, double Milliseconds) Solve(string name)
{
    long began = Stopwatch.GetTimestamp();
    Resolution? ours = null;
    try
    {
        ours = new DebianResolver(archives.Index, options).Resolve([new ResolveRequest(name)]);
    }
    catch (NukaException impossible) when (impossible.Problem.Code == "solve/impossible")
    {
    }

    return (name, ours, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
}

Measurement Judge(string name, Resolution? ours, double milliseconds)
{
    HashSet<string>? chosen = ours?.Packages.Select(package => package.Record.Name).ToHashSet();
    HashSet<string>? theirs = apt?.Choose(name);
    return new Measurement(name, milliseconds, chosen, theirs, [.. Faults(ours, chosen, theirs)]);
}

static IEnumerable<string> Faults(Resolution? ours, HashSet<string>? chosen, HashSet<string>? theirs)
{
    if (ours is null)
    {
        return theirs is null ? [] : ["apt finds a solution, nuka says there is none"];
    }

    string dose = DoseOracle.IsThere ? DoseOracle.Check(ours) : "broken-packages: 0";
    return
    [
        .. new InstallationChecker(ours).Faults(),
        .. dose.Contains("broken-packages: 0", StringComparison.Ordinal) ? Array.Empty<string>() : [dose],
        .. ours.IsOptimal ? Array.Empty<string>() : ["not proven to be the best"],
        .. theirs is null || chosen!.Count <= theirs.Count ? Array.Empty<string>() : [$"{chosen.Count} packages against apt's {theirs.Count}"],
    ];
}

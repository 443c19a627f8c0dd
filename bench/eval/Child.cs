using System.Diagnostics;
using System.Globalization;
using Nuka.Content.Trees;
using Nuka.Formats.Nuon;
using Nuka.Packages;
using Nuka.Packages.Evaluation;
using Nuka.Packages.Identity;
using Nuka.Store;

namespace Nuka.Bench.Eval;

/// <summary>What is measured, in a process of its own: it prints how long the work took after .NET had started.</summary>
internal static class Child
{
    /// <summary>Evaluates nothing, one package, the whole set, or the whole set that the cache knows.</summary>
    /// <param name="what"><c>start</c>, <c>one</c>, <c>set</c> or <c>unchanged</c>.</param>
    /// <param name="launcher">nuka's launcher.</param>
    /// <param name="work">The directory of the bench.</param>
    internal static async Task RunAsync(string what, string launcher, string work)
    {
        long began = Stopwatch.GetTimestamp();
        if (what != "start")
        {
            using ContentStore store = ContentStore.Open(new StoreOptions { Directory = Path.Combine(work, "store"), TimeProvider = TimeProvider.System });
            string scratch = Directory.CreateDirectory(Path.Combine(work, "scratch")).FullName;
            EvaluatorTools tools = new(Environment.GetEnvironmentVariable("NUKA_NU")!, launcher, "/usr/bin/bwrap", scratch);
            PackageSet set = new(Path.Combine(work, "set", "nuka"));
            PackageCloser closer = new(
                set,
                tools,
                new PackageTarget("linux", "x86_64", "x86-64-v1"),
                label => new PackageRuntime(label, "1", []),
                path => throw new InvalidOperationException(path),
                what == "unchanged" ? new EvaluationCache(store) : null);
            IEnumerable<string> names = what == "one" ? ["p0"] : set.Names;
            await closer.CloseAllAsync([.. names.Select(name => (name, new NuonRecord([])))], CancellationToken.None);
        }

        Console.WriteLine(Stopwatch.GetElapsedTime(began).TotalMilliseconds.ToString("F2", CultureInfo.InvariantCulture));
    }
}

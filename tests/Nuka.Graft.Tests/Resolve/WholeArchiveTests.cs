using System.Collections.Concurrent;
using System.Diagnostics;
using Nuka.Graft.Index;
using Nuka.Graft.Resolve;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Tests.Resolve;

/// <summary>
/// Packages of a real archive, each asked for alone: all that dose-debcheck calls broken in the whole of it, and a seeded sample of the others
/// in which every kind of statement that decides about a solution is found often. All of them, some 69 000, take several times as long.
/// </summary>
[Trait("tier", "full")]
public sealed class WholeArchiveTests(RealArchives archives, ITestOutputHelper output) : IClassFixture<RealArchives>
{
    private const int Seed = 20261123;
    private const int SampleSize = 16_000;
    private const int EachKind = 400;

    [Fact]
    public void Exactly_those_packages_are_refused_that_dose_calls_broken()
    {
        Assert.SkipUnless(archives.IsUsable, "apt has no lists of an archive on this machine");
        Assert.SkipUnless(DoseOracle.IsThere, "dose-debcheck is not on this machine");
        HashSet<string> broken = [.. DoseOracle.FindBroken(archives.TextFiles)];
        List<PackageRecord> asked = Choose(broken);
        ConcurrentBag<string> wrong = [];
        ConcurrentBag<double> milliseconds = [];
        asked.AsParallel().ForAll(record =>
        {
            long began = Stopwatch.GetTimestamp();
            bool isRefused = IsRefused(record);
            milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            if (isRefused != broken.Contains(Title(record)))
            {
                wrong.Add(Title(record));
            }
        });
        double[] sorted = [.. milliseconds.Order()];
        output.WriteLine($"{sorted.Length} asked for, {broken.Count} broken; median {sorted[sorted.Length / 2]:F1} ms, longest {sorted[^1]:F0} ms");
        Assert.Empty(wrong.Order());
    }

    private bool IsRefused(PackageRecord record)
    {
        try
        {
            Resolution resolution = new DebianResolver(archives.Index, StanzaArchives.Literally).Resolve([new ResolveRequest($"{record.Name}={record.Version}")]);
            Assert.True(resolution.IsOptimal, $"{record}: not proven");
            Assert.Empty(new InstallationChecker(resolution).Faults());
            return false;
        }
        catch (NukaException impossible) when (impossible.Problem.Code == "solve/impossible")
        {
            Assert.NotEmpty(impossible.Problem.Reasons);
            return true;
        }
    }

    private List<PackageRecord> Choose(HashSet<string> broken)
    {
        PackageRecord[] all = [.. archives.Index.All()];
        HashSet<string> several = [.. all.GroupBy(record => record.Name).Where(group => group.Count() > 1).Select(group => group.Key)];
        new Random(Seed).Shuffle(all);
        Dictionary<string, int> counts = [];
        List<PackageRecord> chosen = [];
        List<PackageRecord> others = [];
        foreach (PackageRecord record in all)
        {
            string[] kinds = [.. Kinds(record, several)];
            bool isWanted = broken.Contains(Title(record)) || Array.Exists(kinds, kind => counts.GetValueOrDefault(kind) < EachKind);
            (isWanted ? chosen : others).Add(record);
            Array.ForEach(isWanted ? kinds : [], kind => counts[kind] = counts.GetValueOrDefault(kind) + 1);
        }

        Assert.All(["versions", "alternatives", "provides", "conflicts", "breaks", "pre-depends", "bounds", "exact", ":any", "Same", "Foreign"],
            kind => Assert.True(counts.GetValueOrDefault(kind) > 20, $"only {counts.GetValueOrDefault(kind)} packages with {kind}"));
        return [.. chosen, .. others.Take(SampleSize - chosen.Count)];
    }

    private static IEnumerable<string> Kinds(PackageRecord record, HashSet<string> several)
    {
        string needs = $"{record.PreDepends}, {record.Depends}";
        (string Kind, bool IsIt)[] kinds =
        [
            ("versions", several.Contains(record.Name)), ("alternatives", needs.Contains('|')), ("provides", record.Provides.Length > 0),
            ("conflicts", record.Conflicts.Length > 0), ("breaks", record.Breaks.Length > 0), ("pre-depends", record.PreDepends.Length > 0),
            ("bounds", needs.Contains("<<", StringComparison.Ordinal)), ("exact", needs.Contains("(= ", StringComparison.Ordinal)),
            (":any", needs.Contains(":any", StringComparison.Ordinal)), ($"{record.MultiArch}", record.MultiArch != MultiArch.No),
        ];
        return kinds.Where(kind => kind.IsIt).Select(kind => kind.Kind);
    }

    private static string Title(PackageRecord record) => $"{record.Name} {record.Version}";
}

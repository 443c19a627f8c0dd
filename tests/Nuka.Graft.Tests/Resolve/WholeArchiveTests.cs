using System.Collections.Concurrent;
using System.Diagnostics;
using Nuka.Graft.Resolve;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Tests.Resolve;

/// <summary>Every version of every package of a real archive, each asked for alone.</summary>
[Trait("tier", "full")]
public sealed class WholeArchiveTests(RealArchives archives, ITestOutputHelper output) : IClassFixture<RealArchives>
{
    [Fact]
    public void Exactly_those_packages_are_refused_that_dose_calls_broken()
    {
        Assert.SkipUnless(archives.IsUsable, "apt has no lists of an archive on this machine");
        Assert.SkipUnless(DoseOracle.IsThere, "dose-debcheck is not on this machine");
        ResolveOptions options = StanzaArchives.Literally;
        ConcurrentBag<string> refused = [];
        ConcurrentBag<double> milliseconds = [];
        archives.Index.All().AsParallel().ForAll(record =>
        {
            long began = Stopwatch.GetTimestamp();
            try
            {
                Resolution resolution = new DebianResolver(archives.Index, options).Resolve([new ResolveRequest($"{record.Name}={record.Version}")]);
                Assert.True(resolution.IsOptimal, $"{record}: not proven");
                Assert.Empty(new InstallationChecker(resolution).Faults());
            }
            catch (NukaException impossible) when (impossible.Problem.Code == "solve/impossible")
            {
                Assert.NotEmpty(impossible.Problem.Reasons);
                refused.Add($"{record.Name} {record.Version}");
            }

            milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        });
        double[] sorted = [.. milliseconds.Order()];
        output.WriteLine($"{sorted.Length} asked for, {refused.Count} refused; median {sorted[sorted.Length / 2]:F1} ms, longest {sorted[^1]:F0} ms");
        Assert.Equal(DoseOracle.FindBroken(archives.TextFiles).Order(), refused.Distinct().Order());
    }
}

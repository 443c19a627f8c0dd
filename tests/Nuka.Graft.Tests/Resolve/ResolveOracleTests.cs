using System.Diagnostics;
using Nuka.Graft.Resolve;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Tests.Resolve;

/// <summary>Real requests against a real archive, judged by dose-debcheck, by a checker of our own and by apt's own choice.</summary>
[Trait("tier", "sample")]
public sealed class ResolveOracleTests(RealArchives archives, ITestOutputHelper output) : IClassFixture<RealArchives>
{
    private const int SampleSize = 100;
    private const int Seed = 20261121;

    [Fact]
    public void A_sample_of_the_archive_resolves_soundly_and_never_larger_than_apts_choice()
    {
        Assert.SkipUnless(archives.IsUsable, "apt has no lists of an archive on this machine");
        using AptOracle apt = new(archives);
        List<double> milliseconds = [];
        List<int> savings = [];
        string[] names = archives.Sample(SampleSize, Seed);
        Dictionary<string, HashSet<string>?> choices = names.AsParallel().Select(name => (name, apt.Choose(name))).ToDictionary();
        foreach (string name in names)
        {
            long began = Stopwatch.GetTimestamp();
            Resolution? ours = Resolve(name, out string refusal);
            milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            HashSet<string>? theirs = choices[name];
            if (ours is null)
            {
                Assert.True(theirs is null, $"{name}: apt can, we say {refusal}");
                continue;
            }

            Judge(name, ours);
            Assert.True(theirs is null || ours.Packages.Length <= theirs.Count, $"{name}: {Difference(ours, theirs ?? [])}");
            savings.Add(theirs is null ? 0 : theirs.Count - ours.Packages.Length);
        }

        milliseconds.Sort();
        output.WriteLine($"{savings.Count} of {SampleSize} resolved; median {milliseconds[SampleSize / 2]:F1} ms; "
            + $"smaller than apt's {savings.Count(saving => saving > 0)} times, by {savings.Sum()} packages; "
            + (DoseOracle.IsThere ? "judged by dose too" : "dose-debcheck is not on this machine"));
        Assert.True(savings.Count > SampleSize * 9 / 10);
    }

    [Theory]
    [InlineData("libcairo2-dev")]
    [InlineData("build-essential", "cmake", "git", "nodejs", "python3-numpy", "libvips-dev", "libpango1.0-dev")]
    [InlineData("default-jre-headless", "awk", "mail-transport-agent")]
    public void Requests_of_projects_resolve_soundly(params string[] names)
    {
        Assert.SkipUnless(archives.IsUsable, "apt has no lists of an archive on this machine");
        Resolution resolution = new DebianResolver(archives.Index, Options).Resolve([.. names.Select(name => new ResolveRequest(name))]);
        Judge(string.Join(' ', names), resolution);
        output.WriteLine($"{resolution.Packages.Length} packages, {resolution.Pruned.Length} pruned");
        Resolution again = new DebianResolver(archives.Index, Options).Resolve([.. names.Reverse().Select(name => new ResolveRequest(name))]);
        Assert.Equal(resolution.Packages.Select(package => package.Record), again.Packages.Select(package => package.Record));
    }

    private static ResolveOptions Options => new() { Architecture = "amd64", Clock = TimeProvider.System };

    private static void Judge(string name, Resolution resolution)
    {
        Assert.True(resolution.IsOptimal, $"{name}: not proven");
        Assert.Empty(new InstallationChecker(resolution).Faults());
        if (DoseOracle.IsThere)
        {
            string report = DoseOracle.Check(resolution);
            Assert.True(report.Contains("broken-packages: 0", StringComparison.Ordinal), $"{name}: {report}");
        }
    }

    private static string Difference(Resolution ours, HashSet<string> theirs)
    {
        HashSet<string> names = [.. ours.Packages.Select(package => package.Record.Name)];
        return $"{names.Count} against {theirs.Count}; only ours: {string.Join(' ', names.Except(theirs))}; "
            + $"only apt's: {string.Join(' ', theirs.Except(names))}";
    }

    private Resolution? Resolve(string name, out string refusal)
    {
        refusal = "";
        try
        {
            return new DebianResolver(archives.Index, Options).Resolve([new ResolveRequest(name)]);
        }
        catch (NukaException impossible) when (impossible.Problem.Code == "solve/impossible")
        {
            refusal = string.Join("; ", impossible.Problem.Reasons);
            return null;
        }
    }
}

using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Nuka.Formats.Versions;

namespace Nuka.Formats.Tests.Versions;

/// <summary>Asks <c>dpkg --compare-versions</c>, in one shell for all pairs.</summary>
public sealed class DebianVersionOracleTests
{
    private const int GeneratedPairs = 2000;
    private const int InstalledPairs = 1000;

    private const string Script =
        "while read -r a b; do if dpkg --compare-versions \"$a\" lt \"$b\"; then echo -1; " +
        "elif dpkg --compare-versions \"$a\" eq \"$b\"; then echo 0; else echo 1; fi; done";

    [Fact]
    [Trait("tier", "sample")]
    public void Dpkg_orders_generated_and_installed_versions_alike()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/dpkg"), "dpkg is not on this machine");
        (string Left, string Right)[] pairs = [.. Generated(), .. Installed()];
        int[] answers = AskDpkg(pairs);
        Assert.Equal(pairs.Length, answers.Length);
        for (int i = 0; i < pairs.Length; i++)
        {
            int ours = Math.Sign(DebianVersion.Parse(pairs[i].Left).CompareTo(DebianVersion.Parse(pairs[i].Right)));
            Assert.True(ours == answers[i], $"{pairs[i].Left} against {pairs[i].Right}: dpkg says {answers[i]}, we say {ours}");
        }
    }

    private static IEnumerable<(string, string)> Generated()
    {
        Gen<(string, string)> pair =
            from a in DebianVersionGenerator.Version from b in DebianVersionGenerator.Near(a) select (a, b);
        return pair.Sample(10, new Rnd(20261121UL, 7UL), GeneratedPairs);
    }

    private static IEnumerable<(string, string)> Installed()
    {
        string[] versions = [.. Run("dpkg-query", ["-W", "-f", "${Version}\\n"], "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct()];
        Assert.All(versions, text => Assert.True(DebianVersion.TryParse(text, out _), text));
        Random random = new(20261121);
        Array.Sort(versions, string.CompareOrdinal);
        return Enumerable.Range(0, InstalledPairs).Select(_ =>
        {
            int at = random.Next(versions.Length - 1);
            return (versions[at], versions[Math.Min(versions.Length - 1, at + random.Next(3))]);
        });
    }

    private static int[] AskDpkg((string Left, string Right)[] pairs)
    {
        string input = string.Concat(pairs.Select(pair => $"{pair.Left} {pair.Right}\n"));
        return [.. Run("sh", ["-c", Script], input)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
    }

    private static string Run(string program, string[] arguments, string input)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return output.Result;
    }
}

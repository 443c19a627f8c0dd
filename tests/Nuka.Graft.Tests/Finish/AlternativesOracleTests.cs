using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Nuka.Graft.Cleaning;
using Nuka.Graft.Finish;
using Nuka.Graft.Tests.Unpack;
using Nuka.Graft.Unpack;
using Nuka.Platform.Progress;

namespace Nuka.Graft.Tests.Finish;

/// <summary>Random offers, by our handler and by Debian's own update-alternatives; skipped where that is not installed.</summary>
[Trait("tier", "sample")]
public sealed class AlternativesOracleTests
{
    private const string Oracle = "/usr/bin/update-alternatives";

    [Fact]
    public void Links_are_those_that_update_alternatives_makes()
    {
        if (!File.Exists(Oracle))
        {
            Assert.Skip("update-alternatives is not installed");
        }

        for (int seed = 0; seed < 12; seed++)
        {
            using StoreFixture fixture = new();
            Random random = new(seed);
            string root = Directory.CreateDirectory(Path.Combine(fixture.Path, "oracle")).FullName;
            foreach (string directory in new[] { "etc/alternatives", "var/lib/dpkg/alternatives", "var/log", "usr/bin" })
            {
                Directory.CreateDirectory(Path.Combine(root, directory));
            }

            List<PackageFile> packages = [];
            for (int index = 0; index < 12; index++)
            {
                packages.Add(MakeOffer(random, root, index).Write(fixture.Path, $"{index}.deb"));
            }

            ImmutableArray<GraftedPackage> grafts = new GraftUnpacker(fixture.Store, CleaningPolicy.Everything)
                .UnpackAll(packages, SilentProgress.Instance, 1, TestContext.Current.CancellationToken);
            FinishInput input = new() { Packages = grafts, Store = fixture.Store, Tools = null, WorkDirectory = fixture.Path };
            FinishResult result = FinishLayer.Build(input, SilentProgress.Instance, TestContext.Current.CancellationToken);
            Assert.Equal(
                LinksOf(root),
                fixture.Describe(result.Tree).Where(line => line.StartsWith("l usr/bin/", StringComparison.Ordinal) || line.StartsWith("l etc/alternatives/", StringComparison.Ordinal)));
        }
    }

    // One of three groups, some with followers, each path there in the oracle's root and in the package.
    private static DebBuilder MakeOffer(Random random, string root, int index)
    {
        string name = "abc"[random.Next(3)].ToString();
        string path = $"/usr/bin/{name}-{index}";
        List<string> arguments = ["--install", $"/usr/bin/{name}", name, path, random.Next(5).ToString(CultureInfo.InvariantCulture)];
        DebBuilder deb = FinishLayerTests.Package($"p{index}").File("." + path);
        File.WriteAllText(root + path, "");
        foreach (int follower in Enumerable.Range(0, 2).Where(_ => random.Next(2) == 0))
        {
            string other = $"/usr/bin/{name}{follower}-{index}";
            arguments.AddRange(["--slave", $"/usr/bin/{name}{follower}", $"{name}{follower}", other]);
            if (random.Next(3) > 0)
            {
                deb.File("." + other);
                File.WriteAllText(root + other, "");
            }
        }

        using Process process = Process.Start(new ProcessStartInfo(Oracle, ["--root", root, "--quiet", .. arguments]) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return deb.Control("./postinst", FinishLayerTests.Script("update-alternatives " + string.Join(' ', arguments)));
    }

    private static IEnumerable<string> LinksOf(string root) =>
        new[] { "usr/bin", "etc/alternatives" }.SelectMany(directory => new DirectoryInfo(Path.Combine(root, directory)).GetFiles())
            .Where(file => file.LinkTarget is not null)
            .Select(file => $"l {Path.GetRelativePath(root, file.FullName)} -> {file.LinkTarget}")
            .Order(StringComparer.Ordinal);
}

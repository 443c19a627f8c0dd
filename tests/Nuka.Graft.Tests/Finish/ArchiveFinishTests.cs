using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using Nuka.Graft.Cleaning;
using Nuka.Graft.Finish;
using Nuka.Graft.Tests.Unpack;
using Nuka.Graft.Unpack;
using Nuka.Platform.Progress;

namespace Nuka.Graft.Tests.Finish;

/// <summary>Real packages of the machine's archive, finished twice; skipped where no archive or no sandbox can be had.</summary>
[Trait("tier", "sample")]
public sealed class ArchiveFinishTests
{
    private static readonly BuildTools Tools = new("/usr/bin/bwrap", "/usr/bin/unshare", "/usr/bin/mount", "/bin/sh");

    // In join order: what a package needs stands before it.
    private static readonly string[] Names =
    [
        "base-files", "base-passwd", "gcc-12-base", "libgcc-s1", "libc6", "libcrypt1", "libc-bin", "libtinfo6", "bash", "dash", "libacl1", "libattr1", "libgmp10",
        "libpcre2-8-0", "libselinux1", "coreutils", "debianutils", "sed", "grep", "mawk", "libsigsegv2", "libmpfr6", "libreadline8", "readline-common", "gawk",
        "zlib1g", "libbz2-1.0", "liblzma5", "xz-utils", "libexpat1", "libffi8", "libssl3", "openssl", "ca-certificates", "libpython3.11-minimal",
        "python3.11-minimal", "python3-minimal", "libxml2", "libicu72", "libstdc++6", "libglib2.0-0", "libmount1", "libblkid1", "shared-mime-info",
        "libfreetype6", "libpng16-16", "libbrotli1", "libfontconfig1", "fontconfig-config", "fonts-dejavu-core", "fontconfig", "libuuid1", "tzdata",
    ];

    [Fact]
    public void Real_packages_are_finished_the_same_twice_and_their_programs_work()
    {
        using StoreFixture fixture = new();
        string debs = Directory.CreateDirectory(Path.Combine(fixture.Path, "debs")).FullName;
        if (!File.Exists(Tools.Bubblewrap) || !TryRun(debs, "apt-get", ["download", "-qq", .. Names]) || !TryRun(debs, Tools.Unshare, ["-Urm", "true"]))
        {
            Assert.Skip("no archive can be reached, or no sandbox can be made");
        }

        ImmutableArray<PackageFile> files = [.. Names.Select(name => Directory.GetFiles(debs, $"{name}_*.deb").Single())
            .Select(path => new PackageFile(path, SHA256.HashData(File.ReadAllBytes(path))))];
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        FinishInput input = new()
        {
            Packages = new GraftUnpacker(fixture.Store, CleaningPolicy.Development).UnpackAll(files, SilentProgress.Instance, 2, cancellation),
            Store = fixture.Store,
            Tools = Tools,
            WorkDirectory = fixture.Path,
        };
        FinishResult first = FinishLayer.Build(input, SilentProgress.Instance, cancellation);
        FinishResult second = FinishLayer.Build(input with { Again = true }, SilentProgress.Instance, cancellation);
        Assert.Empty(first.Notices);
        Assert.Equal(fixture.Describe(first.Tree), fixture.Describe(second.Tree));
        Assert.Equal(first.Tree, second.Tree);
        CheckLayer(fixture, first);
    }

    private static void CheckLayer(StoreFixture fixture, FinishResult result)
    {
        List<string> layer = fixture.Describe(result.Tree);
        foreach (string expected in new[]
        {
            "l etc/alternatives/awk -> /usr/bin/gawk", "l usr/bin/awk -> /etc/alternatives/awk", "l usr/bin/lzcat -> /etc/alternatives/lzcat",
            "l lib64 -> usr/lib64", "l etc/fonts/conf.d/10-hinting-slight.conf -> ../../../usr/share/fontconfig/conf.avail/10-hinting-slight.conf",
        })
        {
            Assert.Contains(layer, line => line == expected || (expected.Contains("hinting", StringComparison.Ordinal) && line.StartsWith(expected.Split(" -> ")[0], StringComparison.Ordinal)));
        }

        foreach (string path in new[] { "etc/ld.so.cache", "etc/ssl/certs/ca-certificates.crt", "usr/share/mime/mime.cache", "etc/passwd", "etc/group", "etc/localtime" })
        {
            Assert.Contains(layer, line => line.StartsWith($"f {path} ", StringComparison.Ordinal));
        }

        Assert.Contains(layer, line => line.StartsWith("f var/cache/fontconfig/", StringComparison.Ordinal));
        string bytecode = fixture.ReadText(result.Tree, "usr/lib/python3.11/__pycache__/os.cpython-311.pyc");

        // PEP 552: the second word of the header is 1 for code that stands for its source whatever the source is.
        Assert.Equal(1, bytecode[4]);
        Assert.DoesNotContain(layer, line => line.Contains("/tests/__pycache__/", StringComparison.Ordinal) || line.Contains(" var/log/", StringComparison.Ordinal));
    }

    private static bool TryRun(string directory, string program, string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = directory, RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

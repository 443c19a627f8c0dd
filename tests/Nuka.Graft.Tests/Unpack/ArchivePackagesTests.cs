using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Graft.Cleaning;
using Nuka.Graft.Unpack;
using Nuka.Platform.Progress;

namespace Nuka.Graft.Tests.Unpack;

/// <summary>Real packages of the machine's archive, file by file against dpkg-deb; skipped where no archive can be reached.</summary>
[Trait("tier", "sample")]
public sealed partial class ArchivePackagesTests
{
    private static readonly string[] Names =
    [
        "adduser", "base-files", "base-passwd", "bash", "bsdutils", "bzip2", "ca-certificates", "coreutils", "cpio", "dash", "debconf", "debianutils",
        "diffutils", "dpkg", "e2fsprogs", "fdisk", "file", "findutils", "fontconfig-config", "gawk", "gettext-base", "gpgv", "grep", "gzip", "hostname",
        "init-system-helpers", "less", "libacl1", "libbz2-1.0", "libc-bin", "libc6", "libcap2", "libcrypt1", "libexpat1", "libffi8", "libgcc-s1",
        "libglib2.0-0", "libgmp10", "liblz4-1", "liblzma5", "libncursesw6", "libpam-modules", "libpam-modules-bin", "libpcre2-8-0", "libpython3.11-minimal",
        "libpython3.11-stdlib", "libselinux1", "libstdc++6", "libtinfo6", "libzstd1", "login", "mawk", "mount", "ncurses-base", "ncurses-bin", "passwd",
        "patch", "perl-base", "procps", "python3.11-minimal", "readline-common", "sed", "shared-mime-info", "sudo", "tar", "tzdata", "usr-is-merged",
        "util-linux", "xz-utils", "zlib1g", "zlib1g-dev",
    ];

    [Fact]
    public void Real_packages_unpack_as_dpkg_unpacks_them()
    {
        using StoreFixture fixture = new();
        string debs = Directory.CreateDirectory(Path.Combine(fixture.Path, "debs")).FullName;
        if (!Download(debs))
        {
            Assert.Skip("no archive can be reached, or there is no apt-get");
        }

        PackageFile[] files = [.. Directory.GetFiles(debs, "*.deb").Order(StringComparer.Ordinal).Select(path => new PackageFile(path, SHA256.HashData(File.ReadAllBytes(path))))];
        Assert.True(files.Length >= 60, $"only {files.Length} packages were fetched");
        GraftUnpacker unpacker = new(fixture.Store, CleaningPolicy.Everything);
        foreach ((GraftedPackage package, PackageFile file) in unpacker.UnpackAll(files, SilentProgress.Instance, 2, TestContext.Current.CancellationToken).Zip(files))
        {
            string oracle = Path.Combine(fixture.Path, "oracle");
            Run("dpkg-deb", "-x", file.Path, oracle);
            Assert.Equal(DescribeOracle(oracle), fixture.Describe(package.Tree));
            Assert.Equal(Run("dpkg-deb", "-f", file.Path, "Package", "Version", "Architecture"),
                $"Package: {package.Name}\nVersion: {package.Version}\nArchitecture: {package.Architecture}\n");
            Directory.Delete(oracle, recursive: true);
        }
    }

    [Fact]
    public void Cleaning_keeps_every_copyright_and_nothing_that_it_names()
    {
        using StoreFixture fixture = new();
        string debs = Directory.CreateDirectory(Path.Combine(fixture.Path, "debs")).FullName;
        if (!Download(debs))
        {
            Assert.Skip("no archive can be reached, or there is no apt-get");
        }

        PackageFile[] files = [.. Directory.GetFiles(debs, "*.deb").Select(path => new PackageFile(path, SHA256.HashData(File.ReadAllBytes(path))))];
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        var whole = new GraftUnpacker(fixture.Store, CleaningPolicy.Everything).UnpackAll(files, SilentProgress.Instance, 2, cancellation);
        var clean = new GraftUnpacker(fixture.Store, CleaningPolicy.Development).UnpackAll(files, SilentProgress.Instance, 2, cancellation);
        foreach ((GraftedPackage all, GraftedPackage some) in whole.Zip(clean))
        {
            List<string> names = fixture.Names(some.Tree);
            List<string> left = [.. fixture.Names(all.Tree).Except(names)];
            Assert.Equal(some.Savings.Sum(saving => saving.FileCount), left.Count);
            Assert.Equal(all.SizeBytes, some.SizeBytes + some.Savings.Sum(saving => saving.SizeBytes));
            Assert.DoesNotContain(left, path => path.EndsWith("/copyright", StringComparison.Ordinal) && path.Count(letter => letter == '/') == 4);
            Assert.DoesNotContain(names, path => path.StartsWith("usr/share/man/", StringComparison.Ordinal));
            Assert.All(left, path => Assert.StartsWith("usr/share/", path, StringComparison.Ordinal));
        }
    }

    private static bool Download(string directory)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("apt-get", ["download", "-qq", .. Names])
            {
                WorkingDirectory = directory,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            _ = process.StandardError.ReadToEndAsync();
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static string Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    /// <summary>What dpkg-deb made, in the words of <see cref="StoreFixture.Describe(Digest)"/>, after the same move below usr.</summary>
    private static List<string> DescribeOracle(string root)
    {
        SortedSet<string> lines = new(StringComparer.Ordinal);
        foreach (string line in Run("find", root, "-mindepth", "1", "-printf", "%y\t%P\t%m\t%l\n").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = line.Split('\t');
            string first = parts[1].Split('/')[0];
            bool moved = first is "bin" or "sbin" or "lib" or "lib32" or "lib64" or "libx32";
            string path = moved ? "usr/" + parts[1] : Volatile().Replace(parts[1], match => match.Groups[1].Value == "run" ? "run" : "run/lock");
            if (moved || path != parts[1])
            {
                lines.Add($"d {path.Split('/')[0]}");
            }

            lines.Add(parts[0] switch
            {
                "d" => $"d {path}",
                "l" => $"l {path} -> {parts[3]}",
                "f" => $"{((Convert.ToInt32(parts[2], 8) & 73) != 0 ? 'x' : 'f')} {path} {Blake3.Hash(File.ReadAllBytes(Path.Combine(root, parts[1])))}",
                string kind => throw new InvalidOperationException($"{kind} {path}"),
            });
        }

        return [.. lines];
    }

    [System.Text.RegularExpressions.GeneratedRegex("^var/(run|lock)(?=/|$)")]
    private static partial System.Text.RegularExpressions.Regex Volatile();
}

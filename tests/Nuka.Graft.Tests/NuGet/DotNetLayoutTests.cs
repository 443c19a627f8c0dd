using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Nuka.Content.Hashing;
using Nuka.Formats.Elf;
using Nuka.Graft.Cleaning;
using Nuka.Graft.Npm;
using Nuka.Graft.NuGet;
using Nuka.Graft.Tests.Unpack;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Tests.NuGet;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DotNetLayoutTests : IDisposable
{
    private readonly StoreFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void A_runtimes_package_stands_as_an_installed_dotnet_does()
    {
        Digest tree = Unpack(
            "Microsoft.NETCore.App.Runtime.linux-x64",
            "runtimes/linux-x64/lib/net9.0/System.Runtime.dll",
            "runtimes/linux-x64/native/libcoreclr.so",
            "runtimes/linux-x64/native/libhostfxr.so",
            "runtimes/linux-x64/native/createdump",
            "runtimes/win-x64/native/coreclr.dll",
            "LICENSE.TXT",
            "data/RuntimeList.xml");
        Assert.Equal(
            [
                "etc/dotnet/install_location", "etc/dotnet/install_location_x64", "usr/bin/dotnet", "usr/lib/dotnet/dotnet", "usr/lib/dotnet/host/fxr/9.0.1/libhostfxr.so",
                "usr/lib/dotnet/shared/Microsoft.NETCore.App/9.0.1/LICENSE.TXT", "usr/lib/dotnet/shared/Microsoft.NETCore.App/9.0.1/System.Runtime.dll",
                "usr/lib/dotnet/shared/Microsoft.NETCore.App/9.0.1/createdump", "usr/lib/dotnet/shared/Microsoft.NETCore.App/9.0.1/libcoreclr.so",
            ],
            fixture.Names(tree).Order(StringComparer.Ordinal));
        Assert.Equal(["dotnet", "createdump"], fixture.Describe(tree).Where(line => line[0] == 'x').Select(line => line.Split(' ')[1].Split('/')[^1]));
        Assert.Equal("/usr/lib/dotnet\n", fixture.ReadText(tree, "etc/dotnet/install_location"));
        Assert.Equal(tree, new NuGetUnpacker(fixture.Store, CleaningPolicy.Development).TryFind(Sha256, "Microsoft.NETCore.App.Runtime.linux-x64", "9.0.1"));
    }

    [Fact]
    public void Asp_net_stands_beside_it()
    {
        Digest tree = Unpack("Microsoft.AspNetCore.App.Runtime.linux-x64", "runtimes/linux-x64/lib/net9.0/Microsoft.AspNetCore.dll");
        Assert.Equal(["usr/lib/dotnet/shared/Microsoft.AspNetCore.App/9.0.1/Microsoft.AspNetCore.dll"], fixture.Names(tree));
    }

    [Fact]
    public void A_path_that_leads_out_and_a_package_for_another_machine_are_refused()
    {
        const string Package = "Microsoft.NETCore.App.Runtime.linux-x64";
        NukaException escape = Assert.Throws<NukaException>(() => Unpack(Package, "runtimes/linux-x64/native/../../../../../../../etc/passwd"));
        Assert.Equal("graft/path-escape", escape.Problem.Code);
        Assert.Equal("graft/bad-package", Assert.Throws<NukaException>(() => Unpack(Package, "runtimes/linux-arm64/native/libcoreclr.so")).Problem.Code);
        Assert.Equal("graft/bad-package", Assert.Throws<NukaException>(() => Unpack("Some.Package", "a")).Problem.Code);
        Assert.Equal("graft/bad-package", Assert.Throws<NukaException>(() => Unpack("Microsoft.NETCore.App.Runtime.linux-musl-x64", "a")).Problem.Code);
    }

    [Theory]
    [InlineData("x64", 62, "/lib64/ld-linux-x86-64.so.2")]
    [InlineData("arm64", 183, "/lib/ld-linux-aarch64.so.1")]
    public void The_program_dotnet_needs_hostfxr_alone(string architecture, int machine, string interpreter)
    {
        byte[] bytes = DotNetMuxer.Make(architecture, "9.0.1");
        Assert.Equal(machine, bytes[18] + (bytes[19] << 8));
        ElfFile elf = ElfFile.TryRead(bytes)!;
        Assert.Equal(["libhostfxr.so", "libc.so.6"], elf.Needed);
        Assert.Equal(interpreter, elf.Interpreter);
        Assert.Equal(bytes, DotNetMuxer.Make(architecture, "9.0.1"));
    }

    [Fact]
    public void The_program_dotnet_is_dotnet()
    {
        string? machine = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(RuntimeEnvironment.GetRuntimeDirectory().TrimEnd('/'))));
        string[] hosts = Directory.Exists($"{machine}/host/fxr") ? Directory.GetDirectories($"{machine}/host/fxr") : [];
        Assert.SkipWhen(hosts.Length == 0, "skipped: this runtime is no installed one");
        string root = Directory.CreateDirectory(Path.Join(fixture.Path, "dotnet")).FullName;
        Directory.CreateSymbolicLink($"{root}/host", $"{machine}/host");
        Directory.CreateSymbolicLink($"{root}/shared", $"{machine}/shared");
        string architecture = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? "x64" : "arm64";
        File.WriteAllBytes($"{root}/dotnet", DotNetMuxer.Make(architecture, Path.GetFileName(hosts[0])));
        File.SetUnixFileMode($"{root}/dotnet", UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        using Process process = Process.Start(new ProcessStartInfo($"{root}/dotnet", ["--list-runtimes"]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        Assert.Contains($"Microsoft.NETCore.App {Path.GetFileName(RuntimeEnvironment.GetRuntimeDirectory().TrimEnd('/'))} [{root}/shared", output, StringComparison.Ordinal);
    }

    private byte[] Sha256 => SHA256.HashData(File.ReadAllBytes(Path.Join(fixture.Path, "package.nupkg")));

    [Theory]
    [InlineData("Microsoft.NETCore.App.Runtime.linux-x64", "9.0.0")]
    [InlineData("Microsoft.AspNetCore.App.Runtime.linux-x64", "9.0.1")]
    [InlineData("", "")]
    public void A_package_that_says_it_is_another_one_is_refused_and_not_remembered(string id, string version)
    {
        const string Package = "Microsoft.NETCore.App.Runtime.linux-x64";
        NukaException refusal = Assert.Throws<NukaException>(() => UnpackAs(Package, (id, version), "runtimes/linux-x64/native/libhostfxr.so"));
        Assert.Equal("graft/bad-package", refusal.Problem.Code);
        Assert.Null(new NuGetUnpacker(fixture.Store, CleaningPolicy.Development).TryFind(Sha256, Package, "9.0.1"));
    }

    [Fact]
    public void Another_file_than_was_promised_is_refused_with_both_digests_whatever_registry_it_came_from()
    {
        const string Package = "Microsoft.NETCore.App.Runtime.linux-x64";
        Unpack(Package, "runtimes/linux-x64/native/libhostfxr.so");
        string file = Path.Join(fixture.Path, "package.nupkg");
        byte[] promised = new byte[32];
        string tarball = Path.Join(fixture.Path, "package.tgz");
        using (GZipStream packed = new(File.Create(tarball), CompressionLevel.Fastest))
        using (System.Formats.Tar.TarWriter tar = new(packed))
        {
            tar.WriteEntry(new System.Formats.Tar.PaxTarEntry(System.Formats.Tar.TarEntryType.RegularFile, "package/package.json")
            {
                DataStream = new MemoryStream("""{"name":"a","version":"1.0.0"}"""u8.ToArray()),
            });
        }

        NukaException[] refusals =
        [
            Assert.Throws<NukaException>(() => new NuGetUnpacker(fixture.Store, CleaningPolicy.Development).Unpack(file, promised, Package, "9.0.1", TestContext.Current.CancellationToken)),
            Assert.Throws<NukaException>(() => new NpmUnpacker(fixture.Store, CleaningPolicy.Development).Unpack(tarball, promised, "usr", TestContext.Current.CancellationToken)),
        ];
        Assert.All(refusals, refusal => Assert.Equal("graft/wrong-digest", refusal.Problem.Code));
        Assert.Equal([$"its SHA-256 is {Convert.ToHexStringLower(Sha256)}", $"it should be {new string('0', 64)}"], refusals[0].Problem.Reasons);
        Assert.Equal(refusals[0].Problem.Hints, refusals[1].Problem.Hints);
    }

    private Digest Unpack(string package, params string[] paths) => UnpackAs(package, (package, "9.0.1"), paths);

    private Digest UnpackAs(string package, (string Id, string Version) own, params string[] paths)
    {
        string file = Path.Join(fixture.Path, "package.nupkg");
        File.Delete(file);
        using (ZipArchive archive = ZipFile.Open(file, ZipArchiveMode.Create))
        {
            using (StreamWriter description = new(archive.CreateEntry("own.nuspec").Open()))
            {
                description.Write($"<package><metadata><id>{own.Id}</id><version>{own.Version}</version></metadata></package>");
            }

            foreach (string path in paths)
            {
                using Stream content = archive.CreateEntry(path).Open();
                content.Write(System.Text.Encoding.UTF8.GetBytes(path));
            }
        }

        return new NuGetUnpacker(fixture.Store, CleaningPolicy.Development).Unpack(file, Sha256, package, "9.0.1", TestContext.Current.CancellationToken);
    }
}

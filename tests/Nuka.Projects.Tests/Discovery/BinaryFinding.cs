using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Nuka.Formats.Elf;
using Nuka.Projects.Discovery;
using Nuka.Projects.Discovery.Binaries;
using Nuka.Projects.Discovery.DotNet;

namespace Nuka.Projects.Tests.Discovery;

public sealed class BinaryFinding
{
    private const string Source = """
        #include <dlfcn.h>
        #include <zlib.h>
        int main(void) { return dlopen("libX11.so.6", RTLD_NOW) == 0 && zlibVersion()[0] == 'x'; }
        """;

    [Fact]
    public void A_program_alone_needs_its_interpreter_its_libraries_and_what_it_loads_by_name()
    {
        using Scanning scanning = new();
        scanning.With("main.c", Source);
        Run("cc", "-o", Path.Combine(scanning.Directory, "thing"), Path.Combine(scanning.Directory, "main.c"), "-ldl", "-Wl,--no-as-needed", "-l:libz.so.1");
        File.Delete(Path.Combine(scanning.Directory, "main.c"));
        ScanResult result = scanning.Scan("./thing");
        Scanning.Finds(result, "so:libz.so.1", "so:libc.so.6", "so:libX11.so.6");
        Assert.Equal("NEEDED libz.so.1", result.Needs.First(n => n.Key == "so:libz.so.1").Evidence.Token);
        Assert.True(result.Needs.First(n => n.Key == "so:libX11.so.6").Optional);
    }

    [Theory]
    [InlineData("{\"runtimeOptions\":{\"includedFrameworks\":[]}}", true)]
    [InlineData("{\"runtimeOptions\":{\"configProperties\":{\"System.Globalization.Invariant\":false}}}", true)]
    [InlineData("{\"runtimeOptions\":{\"configProperties\":{\"System.Globalization.Invariant\":true}}}", false)]
    [InlineData("{\"runtimeOptions\":{\"configProperties\":{\"System.Globalization.Invariant\":\"True\"}}}", false)]
    [InlineData("{\"runtimeOptions\":[]}", true)]
    [InlineData("no settings", true)]
    [InlineData("", true)]
    public void A_bundle_of_dotnet_needs_icu_unless_it_is_told_to_know_the_invariant_culture_alone(string settings, bool needsIcu)
    {
        using Scanning scanning = new();
        File.WriteAllBytes(Path.Combine(scanning.Directory, "My.App"), Bundle(settings, version: 6));
        ScanResult result = scanning.Scan("./My.App");
        Scanning.Finds(result, "deb:libssl*", "so:libstdc++.so.6");
        Assert.Equal(needsIcu, result.Needs.Any(need => need.Key == "deb:libicu*"));
        Assert.Equal("bundle of .NET", result.Needs.First(need => need.Key == "deb:libssl*").Evidence.Token);
        Assert.Empty(result.Runtimes);
    }

    [Fact]
    public void A_bundle_without_its_runtime_asks_for_it()
    {
        using Scanning scanning = new();
        File.WriteAllBytes(Path.Combine(scanning.Directory, "app"), Bundle(
            "{\"runtimeOptions\":{\"framework\":{\"name\":\"Microsoft.NETCore.App\",\"version\":\"10.0.5\"}}}", version: 6));
        Assert.Contains(scanning.Scan("./app").Runtimes, runtime => runtime is { Name: "dotnet", Range: "^10.0.5" });
    }

    [Fact]
    [Trait("tier", "sample")]
    public void The_bundler_of_the_sdk_writes_what_is_read()
    {
        using Scanning scanning = new();
        scanning.With("source/app.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework>"
            + "<InvariantGlobalization>true</InvariantGlobalization></PropertyGroup></Project>").With("source/program.cs", "System.Console.WriteLine(1);");
        Run("dotnet", "publish", Path.Combine(scanning.Directory, "source"), "-c", "Release", "--self-contained", "false", "-p:PublishSingleFile=true",
            "--use-current-runtime", "-o", Path.Combine(scanning.Directory, "out"), "-v", "q", "--nologo");
        Directory.Delete(Path.Combine(scanning.Directory, "source"), recursive: true);
        ScanResult result = scanning.Scan("out/app");
        Assert.Contains(result.Runtimes, runtime => runtime is { Name: "dotnet", Evidence.Token: "dotnet" });
        Scanning.Finds(result, "deb:libssl*");
        Scanning.Misses(result, "deb:libicu*");
    }

    [Fact]
    public void A_host_without_a_bundle_and_any_damage_of_one_is_never_a_crash()
    {
        byte[] whole = Bundle("{}", version: 6);
        Assert.True(SingleFileBundle.TryRead(whole, out string settings));
        Assert.Equal("{}", settings);
        Assert.True(SingleFileBundle.TryRead(Bundle("{}", version: 1), out settings));
        Assert.Equal("", settings);
        Assert.False(SingleFileBundle.TryRead(Bundle("{}", version: 0), out _));
        Assert.False(SingleFileBundle.TryRead(Bundle("{}", version: 1_000_000), out _));
        int header = whole.Length - Tail;
        Prop.ForAll(Gen.Choose(header - 8 - Marker.Length, whole.Length - 1).ToArbitrary(), ArbMap.Default.ArbFor<byte>(), (place, value) =>
        {
            byte[] broken = (byte[])whole.Clone();
            broken[place] = value;
            SingleFileBundle.TryRead(broken, out _);
            SingleFileBundle.TryRead(whole.AsSpan(0, place), out _);
            return true;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_program_that_looks_for_icu_of_any_version_gets_it()
    {
        using Scanning scanning = new();
        scanning.With("main.c", """int main(int n, char **a) { const char *icu = "libicuuc.so", *other = "x"; return a[0] == (n ? icu : other); }""");
        Run("cc", "-o", Path.Combine(scanning.Directory, "thing"), Path.Combine(scanning.Directory, "main.c"));
        File.Delete(Path.Combine(scanning.Directory, "main.c"));
        ScanResult result = scanning.Scan("./thing");
        Scanning.Finds(result, "deb:libicu*");
        Scanning.Misses(result, "deb:libssl*");
    }

    [Fact]
    public void What_a_damaged_program_loads_is_named_once_and_never_a_crash()
    {
        byte[] real = File.ReadAllBytes("/bin/true");
        Prop.ForAll(Gen.Choose(0, Math.Min(real.Length, 4096) - 1).Two().ToArbitrary(), ArbMap.Default.ArbFor<byte>(), (places, value) =>
        {
            byte[] broken = (byte[])real.Clone();
            broken[places.Item1] = value;
            broken[places.Item2] = (byte)~value;
            return ElfFile.TryRead(broken) is not { } elf || LoadedLibraries.Of(broken, elf).Distinct().Count() == LoadedLibraries.Of(broken, elf).Count();
        }).QuickCheckThrowOnFailure();
    }

    private static byte[] Marker => Convert.FromHexString("8b1202b96a612038727b930214d7a03213f5b9e6efae3318ee3b2dce24b36aae");

    // What the header has besides the settings.
    private static int Tail => 12 + 1 + 4 + (4 * sizeof(long)) + sizeof(ulong);

    /// <summary>A program, the marker with the header's place in front of it, the settings, and the header.</summary>
    private static byte[] Bundle(string settings, uint version)
    {
        byte[] text = System.Text.Encoding.UTF8.GetBytes(settings);
        using MemoryStream file = new();
        using BinaryWriter writer = new(file);
        writer.Write(File.ReadAllBytes("/bin/true"));
        long header = file.Length + sizeof(long) + Marker.Length + text.Length;
        writer.Write(header);
        writer.Write(Marker);
        long place = file.Length;
        writer.Write(text);
        writer.Write(version);
        writer.Write(0u);
        writer.Write(1);
        writer.Write("name");
        writer.Write(0L);
        writer.Write(0L);
        writer.Write(text.Length == 0 ? 0L : place);
        writer.Write((long)text.Length);
        writer.Write(0UL);
        return file.ToArray();
    }

    private static string Run(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.SkipWhen(process.ExitCode != 0, $"{program} cannot do this here");
            return output;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{program} is not on this machine");
            throw;
        }
    }
}

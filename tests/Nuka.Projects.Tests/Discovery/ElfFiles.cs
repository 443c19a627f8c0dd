using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Nuka.Projects.Discovery;
using Nuka.Projects.Discovery.Binaries;

namespace Nuka.Projects.Tests.Discovery;

public sealed class ElfFiles
{
    private const string Source = """
        #include <dlfcn.h>
        #include <zlib.h>
        int main(void) { return dlopen("libX11.so.6", RTLD_NOW) == 0 && zlibVersion()[0] == 'x'; }
        """;

    [Fact]
    public void A_program_of_the_machine_is_read_as_readelf_reads_it()
    {
        byte[] bytes = File.ReadAllBytes("/bin/ls");
        ElfFile elf = ElfFile.Read(bytes)!;
        string dynamic = Run("readelf", "-d", "/bin/ls");
        string[] expected = [.. dynamic.Split('\n').Where(l => l.Contains("(NEEDED)", StringComparison.Ordinal))
            .Select(l => l[(l.IndexOf('[', StringComparison.Ordinal) + 1)..l.IndexOf(']', StringComparison.Ordinal)])];
        Assert.NotEmpty(expected);
        Assert.Equal(expected, elf.Needed);
        Assert.Contains(elf.Interpreter!, Run("readelf", "-l", "/bin/ls"), StringComparison.Ordinal);
    }

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

    [Fact]
    public void Any_bytes_are_an_elf_file_or_not_and_never_a_crash()
    {
        byte[] real = File.ReadAllBytes("/bin/true");
        Prop.ForAll(Gen.Choose(0, Math.Min(real.Length, 4096) - 1).Two().ToArbitrary(), ArbMap.Default.ArbFor<byte>(), (places, value) =>
        {
            byte[] broken = (byte[])real.Clone();
            broken[places.Item1] = value;
            broken[places.Item2] = (byte)~value;
            _ = ElfFile.Read(broken)?.LoadedByName().Count();
            _ = ElfFile.Read(broken[..places.Item1]);
            return true;
        }).QuickCheckThrowOnFailure();
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

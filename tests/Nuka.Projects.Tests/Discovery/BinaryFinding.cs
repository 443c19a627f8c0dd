using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Nuka.Formats.Elf;
using Nuka.Projects.Discovery;
using Nuka.Projects.Discovery.Binaries;

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

using System.Diagnostics;
using Nuka.Formats.Elf;

namespace Nuka.Formats.Tests.Elf;

public sealed class ElfSearchPathTests
{
    private const string Wanted = "$ORIGIN/../lib:/opt/other/lib";

    /// <summary>readelf of binutils is the judge: the path is there, and everything else is as it was.</summary>
    [Fact]
    [Trait("tier", "sample")]
    public void Only_the_search_path_is_another_one()
    {
        string[] files = [.. Directory.GetFiles("/usr/bin").Concat(Directory.GetFiles("/usr/lib/x86_64-linux-gnu", "*.so*"))
            .Where(file => new FileInfo(file).LinkTarget is null && ElfFile.TryRead(File.ReadAllBytes(file)) is { IsDynamic: true }).Order(StringComparer.Ordinal)];
        new Random(20261122).Shuffle(files);
        using TemporaryFile changed = new();
        foreach (string file in files.Take(60))
        {
            byte[] before = File.ReadAllBytes(file);
            byte[]? after = ElfSearchPath.TrySet(before, Wanted);
            Assert.True(after is not null, file);
            Assert.Equal(after, ElfSearchPath.TrySet(before, Wanted));
            Assert.Equal(ElfFile.TryRead(before)! with { SearchPaths = [], Needed = [] }, ElfFile.TryRead(after)! with { SearchPaths = [], Needed = [] });
            Assert.Equal(ElfFile.TryRead(before)!.Needed, ElfFile.TryRead(after)!.Needed);
            File.WriteAllBytes(changed.Path, after);
            string said = Run("readelf", "-dW", changed.Path);
            Assert.Contains($"(RPATH)              Library rpath: [{Wanted}]", said, StringComparison.Ordinal);
            Assert.DoesNotContain("RUNPATH", said, StringComparison.Ordinal);

            // Symbols and their versions are found by the sections, whose table and strings have moved.
            Assert.Equal(Run("readelf", "-sVW", "--dyn-syms", file).Replace(file, "", StringComparison.Ordinal).Split('\n').Where(IsSymbol),
                Run("readelf", "-sVW", "--dyn-syms", changed.Path).Replace(changed.Path, "", StringComparison.Ordinal).Split('\n').Where(IsSymbol));
        }
    }

    [Theory]
    [InlineData("ls", "/etc/hostname")]
    [InlineData("cat", "/etc/hostname")]
    [InlineData("bash", "--version")]
    public void A_program_runs_as_before(string program, string argument)
    {
        string original = $"/usr/bin/{program}";
        using TemporaryFile changed = new();
        File.Copy(original, changed.Path, overwrite: true); // with its mode
        File.WriteAllBytes(changed.Path, ElfSearchPath.TrySet(File.ReadAllBytes(original), Wanted)!);
        Assert.Equal(Run(original, argument), Run(changed.Path, argument));
    }

    /// <summary>Two libraries of one soname: each program finds its own, and one without spare entries (as lld makes them) too.</summary>
    [Theory]
    [InlineData("-Wl,--spare-dynamic-tags=0")]
    [InlineData("-Wl,--spare-dynamic-tags=5")]
    [InlineData("-Wl,--enable-new-dtags,-rpath,/nowhere")]
    [InlineData("-Wl,--spare-dynamic-tags=0,--disable-new-dtags,-rpath,/nowhere")]
    [InlineData("-no-pie -static-libgcc")]
    [Trait("tier", "sample")]
    public void Each_program_finds_its_own_library(string flags)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/gcc"), "gcc is not installed");
        string directory = Directory.CreateTempSubdirectory("nuka-elf-").FullName;
        try
        {
            foreach (string version in (string[])["1", "2"])
            {
                Directory.CreateDirectory($"{directory}/{version}/lib");
                Directory.CreateDirectory($"{directory}/{version}/bin");
                File.WriteAllText($"{directory}/x.c", $"static char big[100000]; int x(void) {{ big[99999] += 1; return {version} + big[99999] - 1 + big[5]; }}\n");
                File.WriteAllText($"{directory}/p.c", "int x(void); static int zero[5000]; int main(void) { for (int i = 0; i < 5000; i++) if (zero[i]) return 99; return x(); }\n");
                string library = $"{directory}/{version}/lib/libx.so.1";
                Run("gcc", "-shared", "-fPIC", "-Wl,-soname,libx.so.1", "-o", library, $"{directory}/x.c");
                string program = $"{directory}/{version}/bin/p";
                Run("gcc", [.. flags.Split(' '), "-o", program, $"{directory}/p.c", library]);
                File.WriteAllBytes(program, ElfSearchPath.TrySet(File.ReadAllBytes(program), "$ORIGIN/../lib")!);
                File.WriteAllBytes(library, ElfSearchPath.TrySet(File.ReadAllBytes(library), "$ORIGIN")!);
            }

            Assert.Equal(1, ExitCode($"{directory}/1/bin/p"));
            Assert.Equal(2, ExitCode($"{directory}/2/bin/p"));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    [Trait("tier", "sample")]
    public void A_damaged_file_is_rewritten_or_refused_and_never_anything_else()
    {
        byte[] whole = File.ReadAllBytes("/bin/true");
        Random random = new(11);
        int rewritten = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] damaged = whole[..(round % 2 == 0 ? whole.Length : random.Next(whole.Length))];
            for (int change = 0; change < 3 && damaged.Length > 0; change++)
            {
                int at = random.Next(3) == 0 ? damaged.Length - 1 - random.Next(Math.Min(damaged.Length, 2048)) : random.Next(Math.Min(damaged.Length, 1024));
                damaged[at] = (byte)random.Next(256);
            }

            rewritten += ElfSearchPath.TrySet(damaged, Wanted) is null ? 0 : 1;
        }

        Assert.InRange(rewritten, 1, 19_999);
    }

    [Fact]
    public void What_is_not_dynamic_is_left_alone() => Assert.Null(ElfSearchPath.TrySet("#!/bin/sh\n"u8, Wanted));

    // What the name of the file or the addresses of moved sections are in does not count.
    private static bool IsSymbol(string line) => line.Contains("FUNC", StringComparison.Ordinal) || line.Contains("OBJECT", StringComparison.Ordinal);

    private static string Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {errors.Result}");
        return output;
    }

    private static int ExitCode(string program)
    {
        using Process process = Process.Start(program);
        process.WaitForExit();
        return process.ExitCode;
    }

    private sealed class TemporaryFile : IDisposable
    {
        internal string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}

using System.Collections.Immutable;
using System.Diagnostics;
using Nuka.Projects.Discovery;
using Nuka.Sandbox.Plans;

namespace Nuka.Projects.Tests.Discovery;

public sealed class Artefacts
{
    private const string Program = "#include <zlib.h>\nint own(void);\nint main(void) { return zlibVersion()[0] == 'x' || own(); }\n";

    [Fact]
    public void Of_too_many_libraries_those_that_are_needed_come_first_and_a_note_says_so()
    {
        Evidence evidence = new("build/x", 0, "NEEDED");
        IEnumerable<Need> found = Enumerable.Range(0, ScanLimits.ObservedNeeds + 10)
            .Select(i => new Need(NeedKind.SharedLibrary, $"lib{i:00000}.so", NeedOrigin.Observed, evidence) { Optional = i < 20 });
        (ImmutableArray<Need> needs, string? note) = ArtefactScanner.Bound(found);
        Assert.Equal(ScanLimits.ObservedNeeds, needs.Length);
        Assert.Equal(10, needs.Count(need => need.Optional));
        Assert.Equal(needs.Select(need => need.Key).Order(StringComparer.Ordinal), needs.Select(need => need.Key));
        Assert.Contains($"{ScanLimits.ObservedNeeds + 10} libraries", note, StringComparison.Ordinal);
        Assert.Null(ArtefactScanner.Bound(found.Take(ScanLimits.ObservedNeeds)).Note);
    }

    [Fact]
    public void What_was_built_asks_for_what_it_links_with_and_not_for_what_lies_beside_it()
    {
        using Scanning scanning = new();
        Build(scanning, "node_modules/drawing/build/Release");
        ArtefactReport report = Scan(scanning);
        Need zlib = Assert.Single(report.Needs, need => need.Key == "so:libz.so.1");
        Assert.Equal(("node_modules/drawing/build/Release/program", "NEEDED libz.so.1", NeedOrigin.Observed, false),
            (zlib.Evidence.File, zlib.Evidence.Token, zlib.Origin, zlib.Optional));
        Assert.Contains(report.Needs, need => need.Key == "so:ld-linux-x86-64.so.2" && need.Evidence.Token.StartsWith("interpreter /", StringComparison.Ordinal));
        Assert.DoesNotContain(report.Needs, need => need.Name == "libown.so");
        Assert.Equal(report.Needs.Select(need => need.Key).Distinct(), report.Needs.Select(need => need.Key));
    }

    [Fact]
    public void A_library_in_one_build_directory_serves_a_program_in_another()
    {
        using Scanning scanning = new();
        Build(scanning, "build/lib", "dist");
        Assert.DoesNotContain(Scan(scanning).Needs, need => need.Name == "libown.so");
    }

    [Fact]
    public void A_link_out_of_the_project_is_not_followed()
    {
        using Scanning scanning = new();
        scanning.With(".venv/pyvenv.cfg", "home = /usr/bin\n");
        Directory.CreateDirectory(Path.Combine(scanning.Directory, ".venv/bin"));
        File.CreateSymbolicLink(Path.Combine(scanning.Directory, ".venv/bin/python"), "/bin/ls");
        Directory.CreateSymbolicLink(Path.Combine(scanning.Directory, "build"), "/usr/bin");
        Assert.Empty(Scan(scanning).Needs);
    }

    [Fact]
    public void Files_that_are_no_binaries_ask_for_nothing_whatever_they_are_called()
    {
        using Scanning scanning = new();
        scanning.WithExecutable("build/program", "#!/bin/sh\necho libz.so.1\n"u8.ToArray()).With("build/x.node", "\u007FELF").With("node_modules/a/LICENSE", "libz.so.1")
            .With("dist/lib.so", new byte[3]);
        Directory.CreateDirectory(Path.Combine(scanning.Directory, "build/dir.so"));
        Assert.Empty(Scan(scanning).Needs);
    }

    [Fact]
    public void Directories_are_told_parents_first_and_those_that_tools_fill_only_where_a_repository_is()
    {
        using Scanning scanning = new();
        scanning.With(".git/config", "").With("sub/deep/.git", "gitdir: x\n").With("sub/eka.toml", "").With("node_modules/a/x.js", "")
            .With("node_modules/b/.git/config", "").With("node_modules/b/.envrc", "").With("sub/node_modules/c/x.js", "").With("bare/HEAD", "");
        Assert.Equal(
            [
                ": .git", "bare: HEAD", "node_modules!:", "node_modules/b!: .envrc .git", "sub: eka.toml", "sub/deep: .git", "sub/node_modules!:",
            ],
            Scan(scanning).Directories.OrderBy(one => one.Path, StringComparer.Ordinal)
                .Select(one => $"{one.Path}{(one.IsToolMade ? "!" : "")}: {string.Join(' ', one.Names.Order(StringComparer.Ordinal))}".TrimEnd()));
        Assert.All(Scan(scanning).Directories, one => Assert.NotEqual(0, one.ModifiedNanoseconds));
    }

    [Fact]
    public void A_build_shows_in_what_is_watched_and_the_absence_of_one_is_watched_too()
    {
        using Scanning scanning = new();
        scanning.With("main.c", Program);
        ArtefactReport before = Scan(scanning);
        Assert.Contains(before.Watched, entry => entry.Path == Path.Combine(scanning.Directory, "build") && !entry.Exists);
        Assert.True(IsFresh(before));
        Build(scanning, "build");
        Assert.False(IsFresh(before));
        ArtefactReport after = Scan(scanning);
        Assert.True(IsFresh(after));
        Assert.Equal(after.Needs, Scan(scanning).Needs);

        // A library rebuilt in place changes no directory.
        using (FileStream stream = File.OpenWrite(Path.Combine(scanning.Directory, "build/program")))
        {
            stream.Seek(0, SeekOrigin.End);
            stream.WriteByte(0);
        }

        Assert.False(IsFresh(after));
    }

    [Fact]
    public void A_package_installed_among_others_shows()
    {
        using Scanning scanning = new();
        scanning.With("node_modules/a/package.json", "{}").With("node_modules/@b/c/package.json", "{}").With("node_modules/@b/c/binding.gyp", "{}");
        ArtefactReport before = Scan(scanning);
        Assert.True(IsFresh(before));
        scanning.With("node_modules/@b/d/package.json", "{}");
        Assert.False(IsFresh(before));
        before = Scan(scanning);
        scanning.With("node_modules/@b/c/build/Release/c.node", "");
        Assert.False(IsFresh(before));
    }

    [Fact]
    public void Caches_and_sources_are_not_watched()
    {
        using Scanning scanning = new();
        scanning.With("main.c", Program).With("src/a.c", "").With("node_modules/a/index.js", "").With("node_modules/.cache/x/y", "").With("node_modules/a/lib/b.js", "");
        ArtefactReport report = Scan(scanning);
        scanning.With("src/b.c", "").With("node_modules/.cache/x/z", "").With("node_modules/a/lib/c.js", "").With("top.c", "");
        Assert.True(IsFresh(report));
    }

    [Fact]
    public void However_many_directories_there_are_few_are_watched_and_the_likely_ones_first()
    {
        using Scanning scanning = new();
        for (int i = 0; i < 600; i++)
        {
            scanning.With($"node_modules/p{i}/package.json", "{}");
        }

        scanning.With("node_modules/zz/binding.gyp", "{}");
        ArtefactReport report = Scan(scanning);
        Assert.InRange(report.Watched.Length, 100, 256);
        Assert.Contains(report.Watched, entry => entry.Path.EndsWith("/node_modules/zz", StringComparison.Ordinal));
    }

    [Fact]
    public void Directories_that_hold_a_build_are_told_by_the_outermost()
    {
        using Scanning scanning = new();
        scanning.With("out-of-source/CMakeCache.txt", "").With("out-of-source/_deps/x/CMakeCache.txt", "").With("target/.rustc_info.json", "{}")
            .With("node_modules/a/build/config.gypi", "{}").With("src/main.c", "");
        Assert.Equal(["node_modules/a/build", "out-of-source", "target"], Scan(scanning).Builds.Select(build => build.Path));
        scanning.With("config.status", "");
        Assert.Contains(".", Scan(scanning).Builds.Select(build => build.Path));
    }

    private static ArtefactReport Scan(Scanning scanning) => ArtefactScanner.Scan(scanning.Directory, "x64");

    private static bool IsFresh(ArtefactReport report) => report.Watched.All(entry => FreshnessEntry.Observe(entry.Path) == entry);

    private static void Build(Scanning scanning, string libraries, string? programs = null)
    {
        string library = Directory.CreateDirectory(Path.Combine(scanning.Directory, libraries)).FullName;
        string program = Directory.CreateDirectory(Path.Combine(scanning.Directory, programs ?? libraries)).FullName;
        using TemporaryProject sources = new();
        sources.Write("own.c", "int own(void) { return 0; }\n");
        sources.Write("main.c", Program);
        Compile(sources, "-shared", "-fPIC", "-o", Path.Combine(library, "libown.so"), "own.c");
        Compile(sources, "-o", Path.Combine(program, "program"), "main.c", $"-L{library}", "-lown", "-Wl,--no-as-needed", "-l:libz.so.1");
    }

    private static void Compile(TemporaryProject sources, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("cc", arguments) { WorkingDirectory = sources.Directory })!;
            process.WaitForExit();
            Assert.SkipWhen(process.ExitCode != 0, "cc cannot do this here");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("cc is not on this machine");
        }
    }
}

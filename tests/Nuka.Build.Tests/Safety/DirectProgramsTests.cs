using System.Diagnostics;
using Nuka.Build.Logs;
using Nuka.Build.Profiles;
using Nuka.Build.Roots;
using Nuka.Build.Tests.Building;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Sandbox.Tests.Machine;
using Nuka.Store;

namespace Nuka.Build.Tests.Safety;

/// <summary>Which programs a profile shows as they are, by builds with real compilers: GCC inside of the build root, Rust's programs as sources.</summary>
[Trait("tier", "sample")]
public sealed class DirectProgramsTests(LauncherBuild launcher) : BuildBench(launcher)
{
    private const string Take = "mkdir ($env.out | path join usr/bin); cp ($src | path join tool) ($env.out | path join usr/bin/tool)";
    private const string CompileIt = "mkdir ($env.out | path join usr/bin); ^gcc -static -O2 -o ($env.out | path join usr/bin/tool) ($src | path join tool.c)";

    private bool hasCompiler;

    protected override IEnumerable<string> MoreRuntimeFiles => hasCompiler ? CompilerFiles() : [];

    [Fact]
    public async Task A_static_Rust_program_is_shown_as_it_is()
    {
        Rust("fn main() { println!(\"tool 1, {}\", std::env::args().next().unwrap()); }");
        Package("tool", Take, source: "(local data)", more: "--safety memory-safe");
        BuiltPackage built = await BuildAsync("tool");
        Assert.Contains("usr/bin/tool is memory-safe and runs anywhere", Log(), StringComparison.Ordinal);
        Assert.True(IsDirect(built));
    }

    [Fact]
    public async Task A_static_C_program_that_the_build_did_not_compile_itself_runs_in_an_environment()
    {
        Write("data/tool.c", "int main(void) { return 0; }");
        Demand("gcc", "-static", "-o", Path.Combine(Set, "data/tool"), Path.Combine(Set, "data/tool.c"));
        Package("tool", Take, source: "(local data)");
        Assert.False(IsDirect(await BuildAsync("tool")));
        Assert.Contains("usr/bin/tool runs in an environment: it is made in no language", Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_build_sees_that_GCC_compiles_and_a_claim_to_be_memory_safe_fails()
    {
        hasCompiler = true;
        Write("data/tool.c", "#define WORD 3\nint main(void) { return WORD - 3; }");
        Package("tool", CompileIt, source: "(local data)");
        Assert.False(IsDirect(await BuildAsync("tool")));
        Assert.Contains("usr/bin/tool runs in an environment: the build ran as, cc1", Log(), StringComparison.Ordinal);

        Package("tool", "# Safe, they say.\n" + CompileIt, source: "(local data)", more: "--safety memory-safe");
        Problem problem = await RefusalAsync("tool");
        Assert.Equal("build/not-memory-safe", problem.Code);
        Assert.Equal("usr/bin/tool: the build ran as, cc1", problem.Reasons[0]);
    }

    [Fact]
    public async Task Linking_and_preprocessing_compile_nothing()
    {
        hasCompiler = true;
        Write("data/tool.c", "int part(void);\nint main(void) { return part(); }");
        Write("data/part.c", "int part(void) { return 0; }");
        Demand("gcc", "-O2", "-c", "-o", Path.Combine(Set, "data/tool.o"), Path.Combine(Set, "data/tool.c"));
        Demand("gcc", "-O2", "-c", "-o", Path.Combine(Set, "data/part.o"), Path.Combine(Set, "data/part.c"));
        Package(
            "tool",
            "mkdir ($env.out | path join usr/bin); ^gcc -E -o /tmp/seen ($src | path join part.c); "
                + "^gcc -static -o ($env.out | path join usr/bin/tool) ($src | path join tool.o) ($src | path join part.o)",
            source: "(local data)");
        await BuildAsync("tool");
        Assert.Contains("it is made in no language", Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_looks_for_files_beside_itself_runs_in_an_environment()
    {
        Rust("fn main() { let place = std::env::current_exe().unwrap(); println!(\"{}\", place.parent().unwrap().join(\"../share/word\").exists()); }");
        Write("data/word", "one");
        Package("tool", Take + "; mkdir ($env.out | path join usr/share); cp ($src | path join word) ($env.out | path join usr/share/word)", source: "(local data)");
        Assert.False(IsDirect(await BuildAsync("tool")));
        Assert.Contains("says something else when it lies elsewhere", Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_killed_elsewhere_runs_in_an_environment()
    {
        Rust("fn main() { if !std::env::current_exe().unwrap().starts_with(\"/usr\") { std::process::abort(); } }");
        Package("tool", Take, source: "(local data)");
        Assert.False(IsDirect(await BuildAsync("tool")));
        Assert.Contains("ends with 0 in its place and with 134 elsewhere", Log(), StringComparison.Ordinal);
    }

    private bool IsDirect(BuiltPackage built)
    {
        TreeEntry file = Store.FindTree(built.Outputs[0].Tree, "usr/bin")!.Find(FileName.FromText("tool"))!.Value;
        InstalledPackage package = new("tool", "1", built.Package.Pid, built.Outputs, []);
        return new StaticPrograms(Store).Expose(package, "usr/bin/tool", file).IsShown;
    }

    private string Log()
    {
        LogShelf logs = new(State.Logs);
        return string.Concat(logs.List().SelectMany(LogShelf.Lines).Select(line => line + "\n"));
    }

    private void Rust(string source)
    {
        bool isThere = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(one => File.Exists(Path.Combine(one, "rustc")));
        Assert.SkipUnless(isThere, "no Rust on this machine");
        hasCompiler = true; // the runtime's C library tells which functions are its own
        Write("source/tool.rs", source);
        Write("data/about", "a program of Rust");
        string program = Path.Combine(Set, "data/tool");
        Demand("rustc", "--edition", "2021", "-O", "-C", "target-feature=+crt-static", "--remap-path-prefix", $"{Set}=set", "-o", program, Path.Combine(Set, "source/tool.rs"));
    }

    private static string Demand(string program, params string[] arguments)
    {
        Outcome outcome = Processes.Run(new ProcessStartInfo(program, arguments));
        Assert.True(outcome.Code == 0, outcome.Errors);
        return outcome.Output.Trim();
    }

    /// <summary>GCC for C with all that it needs, from this machine.</summary>
    private static IEnumerable<string> CompilerFiles()
    {
        string gcc = Path.GetDirectoryName(Demand("gcc", "-print-libgcc-file-name"))!;
        string[] programs = ["/usr/bin/gcc", "/usr/bin/as", "/usr/bin/ld", "/usr/bin/dash", "/bin/sh", $"{gcc}/cc1", $"{gcc}/collect2", $"{gcc}/lto-wrapper"];
        IEnumerable<string> libraries = programs.SelectMany(program => Demand("ldd", program).Split(default(char[]), StringSplitOptions.RemoveEmptyEntries))
            .Where(word => word[0] == '/' && word.Contains(".so", StringComparison.Ordinal))
            .Select(path => path.StartsWith("/lib", StringComparison.Ordinal) ? "/usr" + path : path);
        IEnumerable<string> parts = ((string[])["crt1.o", "crti.o", "crtn.o", "libc.a"]).Select(name => $"/usr/lib/x86_64-linux-gnu/{name}")
            .Concat(((string[])["crtbeginT.o", "crtend.o", "libgcc.a", "libgcc_eh.a", "liblto_plugin.so"]).Select(name => $"{gcc}/{name}"));
        return programs.Concat(libraries).Concat(parts).Append("/usr/include/stdc-predef.h").Distinct().Select(path => path[1..]);
    }
}

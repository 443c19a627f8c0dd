using System.Text;
using Nuka.Build.Logs;
using Nuka.Build.Realisations;
using Nuka.Build.Roots;
using Nuka.Content.Hashing;
using Nuka.Formats.Nuon;
using Nuka.Packages.Identity;
using Nuka.Platform.Errors;
using Nuka.Sandbox.Launching;
using Nuka.Sandbox.Plans;
using Nuka.Sandbox.Tests.Machine;
using Nuka.Store;
using Nuka.Trust.Keys;
using Nuka.Trust.Realisations;

namespace Nuka.Build.Tests.Building;

[Trait("tier", "sample")]
public sealed class PackageBuilderTests(LauncherBuild launcher) : BuildBench(launcher)
{
    private const string SaveWord = """mkdir ($env.out | path join usr/share); open --raw ($src | path join word) | save ($env.out | path join usr/share/word)""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_package_is_built_from_its_source_and_not_built_again()
    {
        Write("data/word", "hello");
        Package("greet", SaveWord, source: "(local data)");
        BuiltPackage first = await BuildAsync("greet");
        Assert.True(first.WasBuilt);
        Assert.Equal("hello", Text(first, "usr/share/word"));

        BuiltPackage second = await BuildAsync("greet");
        Assert.False(second.WasBuilt);
        Assert.Equal(first.Outputs, second.Outputs);
        Assert.Equal(["greet"], Begun);
    }

    [Fact]
    public async Task A_comment_outside_of_the_build_step_builds_nothing_anew()
    {
        Write("data/word", "hello");
        Package("greet", SaveWord, source: "(local data)");
        await BuildAsync("greet");
        Write("greet.nu", "# Greets.\n" + File.ReadAllText(Path.Combine(Set, "greet.nu")));
        Assert.False((await BuildAsync("greet")).WasBuilt);

        Package("greet", "# Greets.\n" + SaveWord, source: "(local data)");
        Assert.True((await BuildAsync("greet")).WasBuilt);
    }

    [Fact]
    public async Task What_failed_is_entered_by_the_words_that_mean_it()
    {
        Write("broken.nu", "export def main [--flags: list<string> = []] {\n  derivation broken \"1\" [] [] --options {flags: []} {|pkgs, src| error make {msg: no} }\n}\n");
        PackageIr package = await CloseAsync("broken", "x86-64-v3", NuonRecord.Of(("flags", new NuonList([new NuonString("it's")]))));
        Problem problem = (await Assert.ThrowsAsync<NukaException>(() => Builder().BuildAsync(package, Stop))).Problem;
        Assert.EndsWith(@"nuka build --enter broken --option 'flags=[""it'\''s""]' --cpu x86-64-v3", problem.Hints[^1], StringComparison.Ordinal);
        Assert.Equal("its log: nuka log broken", problem.Reasons[^1]);
    }

    [Fact]
    public async Task Compilers_hear_of_a_level_above_the_lowest()
    {
        Package("level", """mkdir ($env.out | path join usr/share); $"($env.NUKA_CPU? | default none) ($env.CFLAGS)" | save ($env.out | path join usr/share/level)""");
        Assert.StartsWith("none -O2 -march=x86-64 ", Text(await BuildAsync("level"), "usr/share/level"), StringComparison.Ordinal);
        BuiltPackage above = await Builder().BuildAsync(await CloseAsync("level", "x86-64-v3"), Stop);
        Assert.StartsWith("x86-64-v3 -O2 -march=x86-64-v3 ", Text(above, "usr/share/level"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_comes_out_the_same_builds_nothing_above_it_anew()
    {
        Package("word", """mkdir ($env.out | path join usr/share); "one" | save ($env.out | path join usr/share/word)""");
        Package("reader", """mkdir ($env.out | path join usr/share); open --raw /usr/share/word | save ($env.out | path join usr/share/read)""", "word");
        BuiltPackage before = await BuildAsync("reader");

        Package("word", """mkdir ($env.out | path join usr/share); $"o(char -i 110)e" | save ($env.out | path join usr/share/word)""");
        BuiltPackage after = await BuildAsync("reader");
        Assert.Equal(["word", "reader", "word"], Begun);
        Assert.NotEqual(before.Package.Pid, after.Package.Pid);
        Assert.Equal(before.Key, after.Key);
        Assert.Equal(before.Outputs, after.Outputs);
    }

    [Fact]
    public async Task A_dependency_of_a_dependency_is_part_of_the_key()
    {
        // Two zlibs; a library that comes out the same with both; an application that names only the library.
        Compile("one/libz.so.1", "int deflate(void) { return 1; }", "-shared", "-nostdlib", "-Wl,-soname,libz.so.1");
        Compile("two/libz.so.1", "int deflate(void) { return 2; }", "-shared", "-nostdlib", "-Wl,-soname,libz.so.1");
        Compile("mid/libpng.so.1", "int deflate(void); int png(void) { return deflate(); }", "-shared", "-nostdlib", "-Wl,-soname,libpng.so.1", $"{Set}/one/libz.so.1");
        Compile("app/show", "int png(void); void _start(void) { png(); }", "-nostdlib", "-Wl,--allow-shlib-undefined", $"{Set}/mid/libpng.so.1");
        Library("zlib", "one", "libz.so.1");
        Library("png", "mid", "libpng.so.1", "zlib");
        Package("show", """mkdir ($env.out | path join usr/bin); cp ($src | path join show) ($env.out | path join usr/bin)""", "png", "(local app)");
        BuiltPackage first = await BuildAsync("show");
        Assert.Equal(["png", "zlib"], first.RunClosure.Select(tree => tree.Owner).Where(owner => !owner.StartsWith("deb:", StringComparison.Ordinal)).Order());

        Library("zlib", "two", "libz.so.1");
        BuiltPackage second = await BuildAsync("show");
        Assert.Equal(["zlib", "png", "show", "zlib", "png", "show"], Begun);
        Assert.Equal(first.Outputs, second.Outputs);
        Assert.NotEqual(first.Key, second.Key);
        Assert.NotEqual(first.RunClosure, second.RunClosure);
    }

    [Fact]
    public async Task What_is_linked_with_must_be_named()
    {
        Compile("one/libz.so.1", "int deflate(void) { return 1; }", "-shared", "-nostdlib", "-Wl,-soname,libz.so.1");
        Compile("mid/libpng.so.1", "int deflate(void); int png(void) { return deflate(); }", "-shared", "-nostdlib", "-Wl,-soname,libpng.so.1", $"{Set}/one/libz.so.1");
        Compile("app/show", "int deflate(void); void _start(void) { deflate(); }", "-nostdlib", $"{Set}/one/libz.so.1");
        Library("zlib", "one", "libz.so.1");
        Library("png", "mid", "libpng.so.1", "zlib");
        const string Step = """mkdir ($env.out | path join usr/bin); cp ($src | path join show) ($env.out | path join usr/bin)""";
        Package("show", Step, "png", "(local app)");
        Assert.Equal("build/undeclared-reference", (await RefusalAsync("show")).Code);

        Package("show", Step, "", "(local app)");
        Assert.Equal("build/unknown-reference", (await RefusalAsync("show")).Code);

        Package("show", Step, "png zlib", "(local app)");
        Assert.True((await BuildAsync("show")).WasBuilt);
    }

    [Fact]
    public async Task Two_packages_with_one_path_cannot_be_joined()
    {
        Package("one", """mkdir ($env.out | path join usr/share); "1" | save ($env.out | path join usr/share/word)""");
        Package("two", """mkdir ($env.out | path join usr/share); "2" | save ($env.out | path join usr/share/word)""");
        Package("both", "null", "one two");
        Problem problem = await RefusalAsync("both");
        Assert.Equal("environments/two-owners", problem.Code);
        Assert.Contains("/usr/share/word", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_failed_stays_until_it_succeeds_and_can_be_entered()
    {
        Package("greet", """print "so far"; "half" | save made; error make {msg: "no further"}""");
        Problem problem = await RefusalAsync("greet");
        Assert.Equal("build/failed", problem.Code);
        Assert.Contains(problem.Reasons, line => line.Contains("no further", StringComparison.Ordinal));
        KeptLog log = Assert.Single(new LogShelf(State.Logs).Find("greet"));
        Assert.Equal(BuildOutcome.Failed, log.Outcome);
        Assert.Contains("so far", LogShelf.Lines(log));

        (SandboxPlan plan, StoreLease lease) = await Builder().PlanEnteringAsync(await CloseAsync("greet"), Stop);
        using StoreLease held = lease;
        SandboxResult inside = await SandboxProcess.RunAsync(plan, ["/run/nuka/nu", "-n", "-c", "open --raw made"], State.Root, Stop);
        Assert.Equal("half", Encoding.UTF8.GetString(inside.Output.AsSpan()).TrimEnd());
        Assert.Single(Directory.GetDirectories(State.Builds));
    }

    [Fact]
    public async Task Of_what_two_trusted_keys_say_differently_one_is_taken_everywhere_and_the_other_is_told()
    {
        Package("word", """mkdir ($env.out | path join usr/share); "one" | save ($env.out | path join usr/share/word)""");
        Package("reader", """mkdir ($env.out | path join usr/share); open --raw /usr/share/word | save ($env.out | path join usr/share/read)""", "word");
        BuiltPackage own = await BuildAsync("word");
        using TreeWriter writer = Store.BeginTree();
        writer.AddFile("usr/share/word"u8, executable: false, "two"u8);
        Digest foreign = writer.Commit(Stop);
        using SigningKey other = SigningKey.Generate();
        Store.PutRealisations([RealisationRows.ToRow(SignedRealisation.Sign(new Realisation(own.Key, "out", foreign, []), other))]);

        RealisationBook Book() => new(Store, new KeyRing(State.Keys), [other.PublicKey.ToString()]);
        foreach ((Digest[] used, string text) in ((Digest[], string)[])[([], "one"), ([foreign], "two")])
        {
            List<BuiltPackage> taken = [];
            PackageBuilder builder = Builder(book: Book(), taken: taken.Add, inUse: used.ToHashSet());
            BuiltPackage built = await builder.BuildAsync(await CloseAsync("reader"), Stop);
            await builder.BuildAsync(await CloseAsync("word"), Stop);
            Assert.Equal(text, Text(built, "usr/share/read"));
            BuiltPackage told = Assert.Single(taken, one => one.Package.Name == "word");
            Assert.True(Assert.Single(told.Choices).IsDisputed);
        }
    }

    [Theory]
    [InlineData(""" "x" | save /usr/share/x """, "build/failed")]
    [InlineData("""http get http://127.0.0.1:9 """, "build/failed")]
    [InlineData("""^sh -c true """, "build/failed")]
    [InlineData("""mkdir ($env.out | path join opt); "x" | save ($env.out | path join opt/x)""", "build/outside-prefix")]
    [InlineData("""mkdir ($env.out | path join usr); $env.out | save ($env.out | path join usr/x)""", "build/leaked-path")]
    [InlineData("""loop { sleep 1sec }""", "build/too-long")]
    public async Task What_a_step_may_not_do_is_said(string step, string code)
    {
        Package("greet", step);
        Assert.Equal(code, (await RefusalAsync("greet", new BuildLimits { Time = TimeSpan.FromSeconds(8) })).Code);
    }

    [Fact]
    public async Task An_allowed_leak_is_a_part_of_the_package()
    {
        const string Step = """mkdir ($env.out | path join usr); $env.out | save ($env.out | path join usr/x)""";
        Package("greet", Step, more: """--allow {leaks: {"usr/x": "it is read by nobody"}}""");
        Assert.True((await BuildAsync("greet")).WasBuilt);
    }

    [Fact]
    public async Task Every_output_has_its_directory_and_a_link_between_them_is_a_reference()
    {
        Package("greet", """
            mkdir ($env.out | path join usr/share) ($env.dev | path join usr/share/dev)
            "o" | save ($env.out | path join usr/share/o)
            "d" | save ($env.dev | path join usr/share/dev/d)
            """, more: "--outputs [out dev]");
        BuiltPackage built = await BuildAsync("greet");
        Assert.Equal(["out", "dev"], built.Outputs.Select(output => output.Output));
        Assert.Equal("d", await File.ReadAllTextAsync(Path.Combine(Store.View(built.Outputs[1].Tree, Stop), "usr/share/dev/d"), Stop));
    }

    [Fact]
    public async Task What_only_building_needs_is_there_to_build_with_and_not_to_run()
    {
        // png's description for pkg-config requires zlib's: whoever builds with png needs both, whoever runs what was built needs the two libraries.
        Compile("one/libz.so.1", "int deflate(void) { return 1; }", "-shared", "-nostdlib", "-Wl,-soname,libz.so.1");
        Compile("mid/libpng.so.1", "int deflate(void); int png(void) { return deflate(); }", "-shared", "-nostdlib", "-Wl,-soname,libpng.so.1", $"{Set}/one/libz.so.1");
        Compile("app/show", "int png(void); void _start(void) { png(); }", "-nostdlib", "-Wl,--allow-shlib-undefined", $"{Set}/mid/libpng.so.1");
        Developed("zlib", "one", "libz", "");
        Developed("png", "mid", "libpng", "libz");
        Package(
            "show",
            """
            for name in [libz libpng] { if not ($"/usr/lib/x86_64-linux-gnu/pkgconfig/($name).pc" | path exists) { error make {msg: $"no ($name).pc"} } }
            mkdir ($env.out | path join usr/bin); cp ($src | path join show) ($env.out | path join usr/bin)
            """,
            "png",
            "(local app)");
        BuiltPackage built = await BuildAsync("show");
        Assert.Equal(["png", "zlib"], OfPackages(built.RunClosure));

        BuiltPackage png = await BuildAsync("png");
        Assert.Equal(["zlib"], OfPackages(png.RunClosureOf(["out"])));
        Assert.Equal(["zlib", "zlib (dev)"], OfPackages(png.RunClosure));
        Assert.Equal(["png"], png.RunTrees.Select(tree => tree.Owner));
    }

    [Fact]
    public async Task Everybody_is_built_in_the_same_surroundings()
    {
        Package("facts", """
            mkdir ($env.out | path join usr)
            {user: $env.USER, home: $env.HOME, jobs: $env.NUKA_JOBS, zone: $env.TZ, date: $env.SOURCE_DATE_EPOCH, out: $env.out, pkgs: $pkgs, here: $env.PWD}
              | to json --raw | save ($env.out | path join usr/facts)
            """, more: """--allow {leaks: {"usr/facts": "it is what the test reads"}}""");
        Assert.Equal(
            """{"user":"nuka","home":"/nuka-build","jobs":"3","zone":"UTC0","date":"315619200","out":"/nuka-out","pkgs":{},"here":"/nuka-build"}""",
            Text(await BuildAsync("facts", new BuildLimits { Cores = 3 }), "usr/facts"));
    }

    [Fact]
    public async Task The_first_failure_ends_the_others()
    {
        Package("slow", "sleep 60sec");
        Package("broken", "error make {msg: broken}");
        Package("top", "null", "slow broken");
        Problem problem = await RefusalAsync("top", new BuildLimits { Jobs = 2 });
        Assert.Equal("build/failed", problem.Code);
        Assert.Contains("broken", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "x" """, true)]
    [InlineData("$env.USER", false)]
    [InlineData("$env.NUKA_JOBS", false)]
    [InlineData("(ls /nuka-build/src | get 0.modified | format date '%Y')", false)]
    [InlineData("(open --raw /proc/sys/kernel/hostname)", false)]
    [InlineData("(date now | format date '%s')", false)]
    [InlineData("(date now | format date '%Y-%m-%d')", false)]
    [InlineData("(date now | format date 'made on %d %b %Y')", false)]
    [InlineData("(ls --all /nuka-build/src | get name | path basename | sort | str join)", true)]
    [InlineData("(glob /nuka-build/src/* | path basename | str join)", false)]
    public async Task What_depends_on_where_it_was_built_is_found(string word, bool isSame)
    {
        Write("data/word", "hello");
        foreach (string name in (string[])["a", "b", "c", "d", "e"])
        {
            Write($"data/{name}", name);
        }

        Package("greet", $"mkdir ($env.out | path join usr); {word} | save ($env.out | path join usr/word)", source: "(local data)");
        PackageBuilder builder = Builder();
        BuiltPackage built = await builder.BuildAsync(await CloseAsync("greet"), Stop);
        Exception? error = await Record.ExceptionAsync(() => builder.CheckAsync(built, Stop));
        Assert.Equal(isSame ? null : "build/not-reproducible", (error as NukaException)?.Problem.Code);
        Assert.True(isSame || ((NukaException)error!).Problem.Reasons.Any(line => line.Contains("usr/word", StringComparison.Ordinal)));
    }

    private static IEnumerable<string> OfPackages(IEnumerable<OwnedTree> trees) =>
        trees.Select(tree => tree.Owner).Where(owner => !owner.StartsWith("deb:", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private void Developed(string name, string directory, string library, string required) => Package(
        name,
        $$"""
        let to = $env.out | path join usr/lib/x86_64-linux-gnu
        mkdir ($to | path join pkgconfig)
        cp ($src | path join {{library}}.so.1) $to
        "Name: {{library}}\nDescription: a library\nVersion: 1\nRequires: {{required}}\n" | save ($to | path join pkgconfig/{{library}}.pc)
        split-dev
        """,
        required == "" ? "" : "zlib",
        $"(local {directory})",
        "--outputs [out dev]");

    private void Library(string name, string directory, string file, string packages = "") => Package(
        name,
        $"let to = $env.out | path join usr/lib/x86_64-linux-gnu; mkdir $to; cp ($src | path join {file}) $to",
        packages,
        $"(local {directory})");
}

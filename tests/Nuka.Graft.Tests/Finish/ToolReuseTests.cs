using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Graft.Cleaning;
using Nuka.Graft.Finish;
using Nuka.Graft.Tests.Unpack;
using Nuka.Graft.Unpack;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Platform.Progress;
using Nuka.Store;

namespace Nuka.Graft.Tests.Finish;

/// <summary>
/// What tools made before is used again where they would see the same, and only there. The tools are the machine's own; skipped where they are missing.
/// </summary>
public sealed class ToolReuseTests
{
    private const string Schemas = "/usr/lib/x86_64-linux-gnu/glib-2.0/glib-compile-schemas";
    private const string Python = "/usr/lib/python3.11";

    private static readonly string[] Programs = ["/usr/bin/dash", "/usr/bin/ls", "/usr/bin/python3.11", "/usr/bin/update-mime-database", "/usr/sbin/ldconfig", Schemas];

    internal static readonly Lazy<DebBuilder> System = new(MakeSystem);

    /// <summary>Packages of which environments are made: what each tool reads, something that none reads, and a script that looks at everything.</summary>
    private static readonly DebBuilder[] Pool =
    [
        Schema("one"), Schema("two"), Mime("x-one"), Mime("x-two"), Module("first.py", "value = 1\n"), Module("pack/second.py", "value = 2\n"),
        Module("pack/third.py", "def f(): return 3\n"), FinishLayerTests.Package("plain").File("./usr/share/plain", "plain"),
        FinishLayerTests.Package("script").Control("./postinst", "#!/bin/sh\nls -R /usr/share /usr/lib/python3 > /etc/listing\n"),
        App("app", "main.py"), App("other", "x/run.py"),
    ];

    [Fact]
    [Trait("tier", "sample")]
    public void A_layer_is_the_same_whatever_the_store_has_made_before()
    {
        Require();
        Gen<int[]> some = Gen.Shuffle(Enumerable.Range(0, Pool.Length).ToArray()).SelectMany(order => Gen.Choose(1, order.Length), (order, count) => order[..count]);
        Prop.ForAll(some.SelectMany(all => Gen.Choose(0, all.Length - 1), (all, count) => (All: all, Before: all[..count])).ToArbitrary(), sets =>
        {
            using StoreFixture used = new();
            using StoreFixture fresh = new();
            Build(used, sets.Before);
            FinishResult again = Build(used, sets.All);
            FinishResult first = Build(fresh, sets.All);
            Assert.Equal(fresh.Describe(first.Tree), used.Describe(again.Tree));
            Assert.Equal(first.Tree, again.Tree);
            Assert.Equal(first.Notices, again.Notices);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3));
    }

    [Fact]
    [Trait("tier", "sample")]
    public void Where_a_leaf_comes_nothing_runs_that_does_not_see_it()
    {
        Require();
        using StoreFixture fixture = new();
        int[] before = [0, 2, 4, 5];
        FinishResult first = Build(fixture, before);
        foreach (string made in new[]
        {
            "usr/share/glib-2.0/schemas/gschemas.compiled", "usr/share/mime/mime.cache", "etc/ld.so.cache",
            "usr/lib/python3/dist-packages/__pycache__/first.cpython-311.pyc", "usr/lib/python3/dist-packages/pack/__pycache__/second.cpython-311.pyc",
            "usr/lib/python3.11/__pycache__/os.cpython-311.pyc",
        })
        {
            Assert.Contains(made, fixture.Names(first.Tree));
        }

        FinishResult second = Build(fixture, [.. before, 7], BuildSandboxTests.Broken);
        Assert.Equal(first.Tree, second.Tree);
        Assert.NotEqual(first.Identity, second.Identity);
        foreach (int other in new[] { 1, 3, 6 })
        {
            Assert.Equal("graft/no-build-sandbox", Assert.Throws<NukaException>(() => Build(fixture, [.. before, other], BuildSandboxTests.Broken)).Problem.Code);
        }
    }

    [Theory]
    [InlineData("readme")]
    [InlineData("none.py")]
    [Trait("tier", "sample")]
    public void A_module_is_compiled_where_all_of_another_directory_are_there_already_or_there_are_none(string second)
    {
        Require();
        using StoreFixture used = new();
        using StoreFixture fresh = new();
        DebBuilder module = Pool[4];
        FinishResult before = ToolUnitTests.Build(used, module, App("app", "main.py"), App("data", second));
        Assert.Empty(before.Notices);
        Assert.Contains("usr/share/app/__pycache__/main.cpython-311.pyc", used.Names(before.Tree));

        DebBuilder[] packages = [module, App("app", "main.py", "value = 2\n"), App("data", second)];
        FinishResult after = ToolUnitTests.Build(used, packages);
        Assert.Empty(after.Notices);
        Assert.Equal(ToolUnitTests.Build(fresh, packages).Tree, after.Tree);
    }

    [Fact]
    [Trait("tier", "sample")]
    public void Whatever_a_tool_sees_its_key_is_another_when_that_changes_and_only_then()
    {
        Require();
        using StoreFixture fixture = new();
        ImmutableArray<GraftedPackage> packages = Unpack(fixture, [0, 1, 2, 4, 5]);
        Digest other = Other(fixture);
        ImmutableArray<Digest>[] keys = Keys(fixture, packages, null, default);
        Assert.Equal(5, keys.Length);
        string[][] seen = [.. Steps(fixture, packages, null, default).Select(step => Paths([step.Root, .. step.Units.Select(unit => unit.Input)]))];
        foreach (string path in seen.SelectMany(paths => paths.Where((_, index) => paths.Length < 100 || index % 40 == 0)).Distinct())
        {
            ImmutableArray<Digest>[] changed = Keys(fixture, packages, path, other);
            foreach (int step in Enumerable.Range(0, keys.Length))
            {
                Assert.Equal(Array.IndexOf(seen[step], path) >= 0, !(step < changed.Length && changed[step].SequenceEqual(keys[step])));
            }
        }

        foreach (string path in new[] { "usr/share/doc/new", "usr/bin/new", "etc/new", "usr/lib/python3/dist-packages/new/data" })
        {
            Assert.Equal(keys.SelectMany(some => some), Keys(fixture, packages, path, other).SelectMany(some => some));
        }

        // A new library changes the loader's cache, and nothing else.
        ImmutableArray<Digest>[] library = Keys(fixture, packages, "usr/lib/x86_64-linux-gnu/libnew.so.1", other);
        Assert.NotEqual(keys[0], library[0]);
        Assert.Equal(keys[1..].SelectMany(some => some), library[1..].SelectMany(some => some));
    }

    private static ToolStep[] Steps(StoreFixture fixture, ImmutableArray<GraftedPackage> packages, string? path, Digest other)
    {
        JoinedRoot root = JoinedRoot.Read(fixture.Store, packages.Select(package => package.Tree), CancellationToken.None);
        if (path is not null)
        {
            root.Put(path, TreeEntry.File(FileName.FromText(path[(path.LastIndexOf('/') + 1)..]), other, 5, executable: false));
        }

        ToolSteps steps = new(root, fixture.Store);
        return [.. steps.Loader(), .. steps.Caches([])];
    }

    private static ImmutableArray<Digest>[] Keys(StoreFixture fixture, ImmutableArray<GraftedPackage> packages, string? path, Digest other) =>
        [.. Steps(fixture, packages, path, other).Select(step => step.Keys())];

    private static string[] Paths(IEnumerable<ToolRoot> roots)
    {
        StringBuilder text = new();
        foreach (ToolRoot root in roots)
        {
            root.Describe(text);
        }

        return [.. text.ToString().Split('\n').Select(line => line.Split(' ')).Where(words => words[0] is "f" or "x")
            .Select(words => Encoding.UTF8.GetString(Convert.FromHexString(words[1]))).Order(StringComparer.Ordinal)];
    }

    private static Digest Other(StoreFixture fixture)
    {
        using TreeWriter writer = fixture.Store.BeginTree();
        writer.AddFile("x"u8, executable: false, "other"u8);
        writer.Commit();
        return Blake3.Hash("other"u8);
    }

    internal static void Require()
    {
        BuildSandboxTests.Require();
        if (!Programs.All(File.Exists) || !Directory.Exists(Python))
        {
            Assert.Skip("the machine has not all of the tools");
        }
    }

    private static FinishResult Build(StoreFixture fixture, int[] chosen, BuildTools? tools = null) => FinishLayer.Build(
        new FinishInput { Packages = Unpack(fixture, chosen), Store = fixture.Store, Tools = tools ?? BuildSandboxTests.Tools, WorkDirectory = fixture.Path },
        SilentProgress.Instance,
        TestContext.Current.CancellationToken);

    private static ImmutableArray<GraftedPackage> Unpack(StoreFixture fixture, int[] chosen) => new GraftUnpacker(fixture.Store, CleaningPolicy.Everything).UnpackAll(
        [System.Value.Write(fixture.Path, "system.deb"), .. chosen.Order().Select(index => Pool[index].Write(fixture.Path, $"{index}.deb"))],
        SilentProgress.Instance, 1, TestContext.Current.CancellationToken);

    /// <summary>The tools, and of Python no more than compiling takes: what is loaded after importing the compiler.</summary>
    private static DebBuilder MakeSystem()
    {
        const string Loaded = "import contextlib, encodings.utf_8, importlib.util, os, sys, warnings; print(*(m.__file__ for m in sys.modules.values() if getattr(m, '__file__', None)), sep='\\n')";
        DebBuilder deb = MachinePackages.Of("system", Programs).Symlink("./usr/bin/sh", "dash");
        using Process python = Process.Start(new ProcessStartInfo("/usr/bin/python3.11", ["-I", "-S", "-c", Loaded]) { RedirectStandardOutput = true })!;
        foreach (string file in python.StandardOutput.ReadToEnd().Split('\n').Where(file => file.StartsWith(Python, StringComparison.Ordinal)))
        {
            MachinePackages.AddFile(deb, file);
        }

        return deb;
    }

    private static DebBuilder Schema(string name) => FinishLayerTests.Package(name).File(
        $"./usr/share/glib-2.0/schemas/org.example.{name}.gschema.xml",
        $"<schemalist><schema id=\"org.example.{name}\"><key name=\"k\" type=\"i\"><default>1</default></key></schema></schemalist>");

    private static DebBuilder Mime(string name) => FinishLayerTests.Package(name).File(
        $"./usr/share/mime/packages/{name}.xml",
        $"<mime-info xmlns=\"http://www.freedesktop.org/standards/shared-mime-info\"><mime-type type=\"application/{name}\"><glob pattern=\"*.{name}\"/></mime-type></mime-info>");

    /// <summary>A program with modules of its own, which its script has compiled.</summary>
    private static DebBuilder App(string name, string path, string content = "value = 1\n") => FinishLayerTests.Package(name).File($"./usr/share/{name}/{path}", content)
        .Control("./postinst", FinishLayerTests.Script($"# Automatically added by dh_python3\npy3compile -p {name} /usr/share/{name}\n# End automatically added section"));

    private static DebBuilder Module(string path, string content) =>
        FinishLayerTests.Package(Path.GetFileNameWithoutExtension(path)).File($"./usr/lib/python3/dist-packages/{path}", content);
}

using System.Collections.Immutable;
using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Nuka.Graft.Cleaning;
using Nuka.Graft.Finish;
using Nuka.Graft.Tests.Unpack;
using Nuka.Graft.Unpack;
using Nuka.Platform.Errors;
using Nuka.Platform.Progress;

namespace Nuka.Graft.Tests.Finish;

/// <summary>
/// Modules of many packages are compiled in one run, and none may have a hand in what is made of another: what is remembered for it goes into
/// every other environment.
/// </summary>
public sealed class ToolUnitTests
{
    private const string Place = "usr/lib/python3/dist-packages";
    private const string Victim = $"{Place}/__pycache__/victim.cpython-311.pyc";

    /// <summary>Writes other code for the victim, and ends the interpreter as if all had gone well.</summary>
    private const string Attack = """
        import marshal, posix, sys
        code = compile("print('POISONED')", "/usr/lib/python3/dist-packages/victim.py", "exec")
        for name in ("/usr/lib", "/usr/lib/python3", "/usr/lib/python3/dist-packages", "/usr/lib/python3/dist-packages/__pycache__"):
            try: posix.mkdir(name)
            except OSError: pass
        made = posix.open("/usr/lib/python3/dist-packages/__pycache__/victim.cpython-311.pyc", posix.O_CREAT | posix.O_WRONLY | posix.O_TRUNC)
        posix.write(made, sys.modules["_frozen_importlib_external"].MAGIC_NUMBER + b"\1" + bytes(11) + marshal.dumps(code))
        posix._exit(0)
        """;

    /// <summary>What the interpreter imports before it looks at what it is to compile.</summary>
    private static readonly string[] Imported = ["warnings.py", "compileall.py", "contextlib.py", "encodings/__init__.py"];

    [Fact]
    [Trait("tier", "sample")]
    public void A_link_in_a_unit_shows_nothing_of_another_place_to_the_run_that_compiles_all()
    {
        using MemoryStream zip = new();
        using (ZipArchive archive = new(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (string name in Imported)
            {
                using Stream stream = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
                stream.Write(Encoding.UTF8.GetBytes(Attack));
            }
        }

        RequireNoHarm(FinishLayerTests.Package("evil").File("./usr/lib/python311.zip", Encoding.Latin1.GetString(zip.ToArray()))
            .File($"./{Place}/evil/e.py", "x = 1\n")
            .Symlink($"./{Place}/evil/z.py", "/usr/lib/python311.zip").Symlink($"./{Place}/z.py", "/usr/lib/python311.zip"));
    }

    [Theory]
    [InlineData("/usr/lib", "usr/lib/python311.zip")]
    [InlineData("/usr/lib/.", "usr/lib/python311.zip")]
    [InlineData("/usr//lib", "usr/lib/python311.zip")]
    [InlineData("/usr/lib/python311.zip", "usr/lib/python311.zip")]
    [InlineData("/usr/bin", "usr/bin/lib/python3.11")]
    [Trait("tier", "sample")]
    public void A_script_makes_no_unit_of_what_the_interpreter_starts_from(string named, string place)
    {
        // An honest package names the same: only what is compiled by the same call is remembered for it.
        DebBuilder honest = FinishLayerTests.Package("honest").Control("./postinst", FinishLayerTests.Script($"py3compile {named}")).File($"./{place}/none.py", "");
        DebBuilder evil = FinishLayerTests.Package("evil").File($"./{place}/os.py", "");
        foreach (string name in Imported)
        {
            evil.File($"./{place}/{name}", Attack);
        }

        RequireNoHarm(evil, honest);
    }

    [Fact]
    [Trait("tier", "sample")]
    public void What_is_compiled_of_single_files_belongs_to_no_other_unit()
    {
        ToolReuseTests.Require();
        DebBuilder odd = FinishLayerTests.Package("odd").File($"./{Place}/__pycache__/x.py", "x = 1\n").File($"./{Place}/pack/__pycache__/y.cpython-311.pyc/z.py", "z = 1\n");
        using StoreFixture used = new();
        using StoreFixture fresh = new();

        // Laid before what is below __pycache__, and so replaced by it if that were a unit.
        const string Made = $"{Place}/__pycache__/ALib.cpython-311.pyc";
        (DebBuilder one, DebBuilder two) = (Module("print('OLD')\n", "ALib"), Module("print('NEW')\n", "ALib"));
        FinishResult old = Build(used, one, odd);
        FinishResult next = Build(used, two, odd);
        Assert.Equal(Build(fresh, two, odd).Tree, next.Tree);
        Assert.Contains("OLD", used.ReadText(old.Tree, Made), StringComparison.Ordinal);
        Assert.Contains("NEW", used.ReadText(next.Tree, Made), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("tier", "sample")]
    public void No_file_changes_a_byte_of_what_is_made_of_another_and_a_bad_one_is_left_out()
    {
        ToolReuseTests.Require();
        DebBuilder victim = Module("def charmap_encode(IncrementalDecoder, decoding_table, getregentry): return StreamReader, encoding_table, 'backslashreplace'\n");
        DebBuilder others = FinishLayerTests.Package("others").File($"./{Place}/bad.py", "x = (\n").File($"./{Place}/nul.py", "x = 1\0\n")
            .File($"./{Place}/a.py", "# coding: cp1252\nx = '\u00e4'\n").File($"./{Place}/many/a.py", "x = '\\d'\n").File($"./{Place}/many/b.py", "raise = 2\n")
            .File($"./{Place}/deep.py", new string('-', 20_000) + "1\n").File($"./{Place}/{new string('n', 250)}.py", "x = 1\n");
        foreach (string codec in new[] { "cp1252", "latin_1" })
        {
            MachinePackages.AddFile(others, $"/usr/lib/python3.11/encodings/{codec}.py");
        }

        using StoreFixture alone = new();
        using StoreFixture together = new();
        string expected = Line(alone, Build(alone, victim));
        FinishResult all = Build(together, victim, others);
        Assert.Empty(all.Notices);
        Assert.Equal(expected, Line(together, all));
        Assert.Equal(
            [$"{Place}/__pycache__/a.cpython-311.pyc", Victim, $"{Place}/many/__pycache__/a.cpython-311.pyc"],
            together.Names(all.Tree).Where(name => name.StartsWith(Place, StringComparison.Ordinal)));
    }

    [Fact]
    [Trait("tier", "sample")]
    public void A_directory_whose_name_is_one_letter_is_a_unit()
    {
        ToolReuseTests.Require();
        using StoreFixture fixture = new();
        FinishResult result = Build(fixture, FinishLayerTests.Package("short").File($"./{Place}/x/a.py", "x = 1\n"));
        Assert.Empty(result.Notices);
        Assert.Contains($"{Place}/x/__pycache__/a.cpython-311.pyc", fixture.Names(result.Tree));
    }

    [Theory]
    [InlineData("x = (\n", "unlimited", 0)]
    [InlineData("x = 1\n", "unlimited", 0)]
    [InlineData("x = 1\n", "0", 75)]
    public void The_compiler_tells_a_bad_file_from_a_machine_that_cannot_take_the_code(string source, string limit, int expected)
    {
        ToolReuseTests.Require();
        using StoreFixture fixture = new();
        string directory = Directory.CreateDirectory(Path.Combine(fixture.Path, "code")).FullName;
        File.WriteAllText(Path.Combine(directory, "one.py"), source);
        ProcessStartInfo start = new("/bin/sh", ["-c", $"ulimit -f {limit}; exec python3.11 -I -S -c \"$0\" \"$1\"", BytecodeCompiler.Program, directory])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(expected, process.ExitCode);
    }

    internal static FinishResult Build(StoreFixture fixture, params DebBuilder[] packages) => BuildIn(fixture, fixture.Path, BuildSandboxTests.Tools, packages);

    internal static FinishResult BuildIn(StoreFixture fixture, string work, BuildTools tools, params DebBuilder[] packages)
    {
        PackageFile[] files = [.. packages.Prepend(ToolReuseTests.System.Value).Select(deb => deb.Write(fixture.Path, $"{Guid.NewGuid():N}.deb"))];
        ImmutableArray<GraftedPackage> all = new GraftUnpacker(fixture.Store, CleaningPolicy.Everything)
            .UnpackAll(files, SilentProgress.Instance, 1, TestContext.Current.CancellationToken);
        return FinishLayer.Build(
            new FinishInput { Packages = all, Store = fixture.Store, Tools = tools, WorkDirectory = work }, SilentProgress.Instance, TestContext.Current.CancellationToken);
    }

    internal static DebBuilder Module(string content, string name = "victim") => FinishLayerTests.Package("victim").File($"./{Place}/{name}.py", content);

    /// <summary>An environment with the evil package leaves nothing for the next one without it.</summary>
    private static void RequireNoHarm(DebBuilder evil, params DebBuilder[] others)
    {
        ToolReuseTests.Require();
        DebBuilder victim = Module("print('INNOCENT')\n");
        using StoreFixture used = new();
        using StoreFixture fresh = new();
        try
        {
            Build(used, [victim, evil, .. others]);
        }
        catch (NukaException)
        {
            // What it does to its own environment is its own affair.
        }

        FinishResult next = Build(used, [victim, .. others]);
        Assert.Contains("INNOCENT", used.ReadText(next.Tree, Victim), StringComparison.Ordinal);
        Assert.Equal(Build(fresh, [victim, .. others]).Tree, next.Tree);
    }

    private static string Line(StoreFixture fixture, FinishResult result) =>
        fixture.Describe(result.Tree).Single(line => line.Contains("/victim.cpython", StringComparison.Ordinal));
}

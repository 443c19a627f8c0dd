using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Nuka.Build.Roots;
using Nuka.Content.Hashing;
using Nuka.Graft.Cleaning;
using Nuka.Graft.Finish;
using Nuka.Graft.Unpack;
using Nuka.Packages.Grafts;
using Nuka.Packages.Identity;
using Nuka.Sandbox.Tests.Machine;
using Nuka.Store;

namespace Nuka.Build.Tests.Building;

/// <summary>Packages are built with grafts that they name: packages that dpkg-deb makes, unpacked as all are, above the runtime.</summary>
[Trait("tier", "sample")]
public sealed class GraftBuildTests(LauncherBuild launcher) : BuildBench(launcher)
{
    private const string Platform = "linux/x86_64";
    private const string SaveWord = """mkdir ($env.out | path join usr/share); open --raw /usr/share/word | save ($env.out | path join usr/share/read)""";

    private readonly Dictionary<string, string> files = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_build_sees_what_a_graft_has_and_another_version_of_it_is_another_build()
    {
        Lock(("words", [await Debian("words", ("usr/share/word", "one"u8.ToArray()))]));
        Package("reader", SaveWord, "words");
        BuiltPackage first = await BuildAsync("reader");
        Assert.Equal("one", Text(first, "usr/share/read"));
        Assert.False((await BuildAsync("reader")).WasBuilt);
        Assert.Empty(first.RunClosure);

        Lock(("words", [await Debian("words", ("usr/share/word", "two"u8.ToArray()))]));
        BuiltPackage second = await BuildAsync("reader");
        Assert.Equal("two", Text(second, "usr/share/read"));
        Assert.NotEqual(first.Key, second.Key);
    }

    [Fact]
    public async Task A_tool_that_is_a_graft_runs_and_the_step_knows_where_it_is()
    {
        Compile("say", "void _start(void) { __asm__ volatile (\"syscall\" :: \"a\"(231), \"D\"(7)); }", "-nostdlib", "-static");
        Lock(("exit-seven", [await Debian("exit-seven", ("usr/bin/exit-seven", File.ReadAllBytes(Path.Combine(Set, "say"))))]));
        const string Step = """mkdir ($env.out | path join usr/share); do { ^exit-seven } | complete | get exit_code | $"($in) ($pkgs.exit-seven)" | save ($env.out | path join usr/share/code)""";
        Write("user.nu", $"use pkgs [exit_seven]\nexport def main [] {{\n  derivation user \"1\" [] [] --tools [$exit_seven] {{|pkgs, src, args|\n{Step}\n  }}\n}}\n");
        Assert.Equal("7 /usr", Text(await BuildAsync("user"), "usr/share/code"));
    }

    [Fact]
    public async Task A_library_of_a_graft_is_needed_by_what_is_linked_with_it_with_the_libraries_that_it_needs_itself()
    {
        Compile("low/liblow.so.1", "int low(void) { return 1; }", "-shared", "-nostdlib", "-Wl,-soname,liblow.so.1");
        Compile("mid/libmid.so.1", "int low(void); int mid(void) { return low(); }", "-shared", "-nostdlib", "-Wl,-soname,libmid.so.1", $"{Set}/low/liblow.so.1");
        Compile("app/show", "int mid(void); void _start(void) { mid(); }", "-nostdlib", "-Wl,--allow-shlib-undefined", $"{Set}/mid/libmid.so.1");
        LockedGraft low = await Library("low"), mid = await Library("mid"), data = await Debian("data", ("usr/share/word", "one"u8.ToArray()));
        Lock(("mid", [low, data, mid]));
        Package("show", """mkdir ($env.out | path join usr/bin); cp ($src | path join show) ($env.out | path join usr/bin)""", "mid", "(local app)");
        Assert.Equal(["deb:libc6", "deb:low", "deb:mid"], (await BuildAsync("show")).RunClosure.Select(tree => tree.Owner).Order());
    }

    [Fact]
    public async Task What_a_result_needs_when_it_runs_may_be_a_graft_with_all_that_it_depends_on()
    {
        Lock(("words", [await Debian("letters", ("usr/share/letters", "abc"u8.ToArray())), await Debian("words", ("usr/share/word", "one"u8.ToArray()))]));
        string step = """mkdir ($env.out | path join usr/share); "x" | save ($env.out | path join usr/share/x)""";
        Write("user.nu", $"use pkgs [words]\nexport def main [] {{\n  derivation user \"1\" [] [] --needs-run [$words] {{|pkgs, src, args|\n{step}\n  }}\n}}\n");
        BuiltPackage needing = await BuildAsync("user");
        Assert.Equal(["deb:letters", "deb:words"], needing.RunClosure.Select(tree => tree.Owner).Order());

        // The same root, and another key: what it is needed for is another thing.
        Write("user.nu", File.ReadAllText(Path.Combine(Set, "user.nu")).Replace("--needs-run", "--tools", StringComparison.Ordinal));
        BuiltPackage tool = await BuildAsync("user");
        Assert.Empty(tool.RunClosure);
        Assert.NotEqual(needing.Key, tool.Key);
    }

    /// <inheritdoc/>
    protected override RealisedRuntime WithGrafts(RealisedRuntime runtime, ImmutableArray<LockedGraft> grafts)
    {
        GraftUnpacker unpacker = new(Store, CleaningPolicy.Development);
        ImmutableArray<OwnedTree> layers =
        [
            .. runtime.Layers,
            .. grafts.Select(graft => new OwnedTree(graft.Owner, unpacker.Unpack(new PackageFile(files[graft.Graft.Sha256], Convert.FromHexString(graft.Graft.Sha256)), Stop).Tree)),
        ];
        using TreeWriter writer = Store.BeginTree();
        TreeJoin.Write(Store, writer, [.. layers.Reverse().Select(layer => layer.Tree)], Stop);
        Digest joined = writer.Commit(Stop);
        using TreeWriter nothing = Store.BeginTree();
        return new RealisedRuntime([.. layers, new OwnedTree(OwnedTree.Finish, nothing.Commit(Stop))], joined, Store.View(joined));
    }

    private void Lock(params (string Name, LockedGraft[] Packages)[] grafts) => Write(
        "eka.lock",
        GraftLock.Parse([], "eka.lock").With([.. grafts.Select(graft => new GraftEntry(graft.Name, Platform, [.. graft.Packages]))]).Text);

    private Task<LockedGraft> Library(string name) =>
        Debian(name, ($"usr/lib/x86_64-linux-gnu/lib{name}.so.1", File.ReadAllBytes(Path.Combine(Set, $"{name}/lib{name}.so.1"))));

    private async Task<LockedGraft> Debian(string name, (string Path, byte[] Content) one)
    {
        string root = Directory.CreateDirectory(Path.Combine(State.Root, "debian", Guid.NewGuid().ToString("N"))).FullName;
        string control = $"Package: {name}\nVersion: 1\nArchitecture: amd64\nMaintainer: a test <test@example.org>\nDescription: a test\n";
        foreach ((string path, byte[] content) in new[] { one, ("DEBIAN/control", Encoding.ASCII.GetBytes(control)) })
        {
            string file = Path.Combine(root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, content, Stop);
            File.SetUnixFileMode(file, (UnixFileMode)(path.StartsWith("usr/bin", StringComparison.Ordinal) ? 0x1ED : 0x1A4));
        }

        string package = root + ".deb";
        Outcome outcome = Processes.Run(new ProcessStartInfo("dpkg-deb", ["-Zgzip", "-z1", "--root-owner-group", "--build", root, package]));
        Assert.True(outcome.Code == 0, outcome.Errors);
        byte[] bytes = await File.ReadAllBytesAsync(package, Stop);
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        files[sha256] = package;
        return new LockedGraft(new GraftIr("deb", name, "1", "amd64", sha256, CleaningPolicy.Development.Identity), $"pool/{name}.deb", bytes.Length);
    }
}

using System.Collections.Immutable;
using System.Text;
using Nuka.Build.Profiles;
using Nuka.Build.Safety;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Store;

namespace Nuka.Build.Tests.Profiles;

/// <summary>Profiles: what is shown, what is kept, and how to go back.</summary>
public sealed class ProfileTests : ProfileFixture
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void What_is_installed_is_shown_and_what_is_uninstalled_is_not()
    {
        Install(Package("jq", "1.7", "usr/bin/jq*=jq", "usr/share/man/man1/jq.1=page", "usr/share/doc/jq/README=no", "usr/lib/libjq.so=no", "usr/bin/notes=no"));
        Assert.Equal(["bin/jq", "share/man/man1/jq.1"], Shown().Keys);
        Install(Package("xz", "5", "usr/bin/xz*=xz", "usr/sbin/admin*=admin"));
        Assert.Equal(["bin/admin", "bin/jq", "bin/xz", "share/man/man1/jq.1"], Shown().Keys);
        Uninstall("jq");
        Assert.Equal(["bin/admin", "bin/xz"], Shown().Keys);
        Uninstall("xz");
        Assert.Empty(Shown());
        Assert.Equal([1, 2, 3, 4], Profile.Numbers);
        Assert.Equal("uninstall xz", Profile.Current!.Reason);
    }

    [Fact]
    public void Another_version_takes_the_place_of_the_old_one()
    {
        Install(Package("jq", "1.6", "usr/bin/jq*=old", "usr/bin/gone*=x"));
        ProfileChange change = Profile.PlanInstall([Package("jq", "1.7", "usr/bin/jq*=new")], [], "install jq");
        Assert.Empty(change.Added);
        Assert.Empty(change.Removed);
        Assert.Equal(("1.6", "1.7"), change.Replaced.Select(pair => (pair.Before.Version, pair.After.Version)).Single());
        Profile.Apply(change, Everything, Stop);
        Assert.Equal([("bin/jq", "new")], Shown().Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public void Going_back_changes_no_generation_and_the_next_change_begins_from_there()
    {
        InstalledPackage jq = Package("jq", "1", "usr/bin/jq*=1");
        Install(jq);
        Install(Package("xz", "1", "usr/bin/xz*=1"));
        Install(Package("jq", "2", "usr/bin/jq*=2"));
        Assert.Equal(2, Profile.Rollback(null, changesNothing: true).Number);
        Assert.Equal(3, Profile.CurrentNumber);
        Assert.Equal(2, Profile.Rollback(null, changesNothing: false).Number);
        Assert.Equal("1", Shown()["bin/jq"]);
        Assert.Equal(1, Profile.Rollback(null, changesNothing: false).Number);
        Assert.Equal(["bin/jq"], Shown().Keys);
        Assert.Equal(4, Profile.Rollback(null, changesNothing: true).Number);
        Assert.Equal(1, Profile.CurrentNumber);
        Assert.Equal(4, Profile.Rollback(null, changesNothing: false).Number);
        Assert.Empty(Shown());
        Assert.Equal("build/no-generation", Refused(() => Profile.Rollback(9, changesNothing: false)).Code);
        Assert.Equal(3, Profile.Rollback(3, changesNothing: false).Number);
        Assert.Equal("2", Shown()["bin/jq"]);
        Profile.Rollback(1, changesNothing: false);
        Assert.Equal(5, Install(Package("zstd", "1", "usr/bin/zstd*=1")).Number);
        Assert.Equal(["bin/jq", "bin/zstd"], Shown().Keys);
        Assert.Equal([jq], Profile.Read(1).Packages);
    }

    [Fact]
    public void Nothing_is_there_before_something_is_installed()
    {
        Assert.Null(Profile.Current);
        Assert.Empty(Profile.Numbers);
        Assert.Equal("build/no-generation", Refused(() => Profile.Rollback(null, changesNothing: true)).Code);
        Assert.Equal("build/not-installed", Refused(() => Profile.PlanUninstall(["jq"])).Code);
        Assert.Empty(Profile.FindOld(0, null));
        Profile.Remove([]);
        Assert.False(Directory.Exists(Path.Join(Place, "profiles-v1")));
    }

    [Fact]
    public void Two_packages_with_one_path_are_explained_and_one_of_them_can_be_preferred()
    {
        InstalledPackage[] both = [Package("a", "1", "usr/bin/x*=a", "usr/share/man/x=a"), Package("b", "2", "usr/bin/x*=b", "usr/share/man/x=b", "usr/bin/b*=b")];
        Problem problem = Refused(() => Install(both));
        Assert.Equal("build/collision", problem.Code);
        Assert.Equal(["bin/x is brought by a 1 and by b 2", "share/man/x is brought by a 1 and by b 2"], problem.Reasons);
        Assert.Contains("--prefer a or --prefer b", problem.Hints[0], StringComparison.Ordinal);
        Assert.Equal("build/collision", Refused(() => Profile.Check(Profile.PlanInstall(both, [], "x"), Everything, Stop)).Code);
        Assert.Null(Profile.Current);
        foreach (string winner in (string[])["a", "b"])
        {
            Install([winner], both);
            Assert.Equal((winner, winner), (Shown()["bin/x"], Shown()["share/man/x"]));
            Assert.Contains("bin/b", Shown().Keys);
            Assert.Equal(winner, Install(Package("c", "1", "usr/bin/c*=c")).Preferred.Single());
            Uninstall(winner);
            Assert.Empty(Profile.Current!.Preferred);
            Uninstall(Profile.Current.Packages.Select(package => package.Name).ToArray());
        }

        Assert.Equal("build/collision", Refused(() => Install(["a", "b"], both)).Code);
        Assert.Equal("build/not-installed", Refused(() => Install(["z"], both)).Code);
    }

    [Fact]
    public void The_same_bytes_do_not_collide_and_a_file_on_a_directory_does()
    {
        Install(Package("a", "1", "usr/bin/x*=same"), Package("b", "1", "usr/bin/x*=same"));
        InstalledPackage[] clash = [Package("c", "1", "usr/share/man/man1=file"), Package("d", "1", "usr/share/man/man1/d.1=page")];
        Assert.Equal("build/collision", Refused(() => Install(clash)).Code);
        Install(["c"], clash);
        Assert.Equal("file", Shown()["share/man/man1"]);
        Install(["d"], clash.Append(Package("c", "1", "usr/bin/c*=c")).Skip(1).ToArray());
        Assert.Equal("page", Shown()["share/man/man1/d.1"]);
    }

    [Fact]
    public void Links_are_followed_in_the_package_and_never_out_of_it()
    {
        Install(Package("tool", "1",
            "usr/bin/tool*=tool", "usr/bin/short@tool", "usr/bin/absolute@/usr/lib/tool/run", "usr/lib/tool/run*=run", "usr/bin/up@../lib/tool/run",
            "usr/bin/through@../lib/alias/run", "usr/lib/alias@tool", "usr/bin/out@../../../../../../usr/bin/tool", "usr/bin/broken@nothing", "usr/bin/passwd@/etc/passwd",
            "usr/bin/circle@circle", "usr/bin/directory@../lib", "usr/bin/below-file@tool/x", "usr/share/man/man1/short.1@tool.1", "usr/share/man/man1/tool.1=page"));
        Assert.Equal(
            ["bin/absolute", "bin/out", "bin/short", "bin/through", "bin/tool", "bin/up", "share/man/man1/short.1", "share/man/man1/tool.1"], Shown().Keys);
        Assert.Equal(("run", "tool", "run", "page"), (Shown()["bin/through"], Shown()["bin/short"], Shown()["bin/up"], Shown()["share/man/man1/short.1"]));
        Assert.True(File.GetUnixFileMode(Path.Join(Profile.CurrentPath, "bin/absolute")).HasFlag(UnixFileMode.UserExecute));
    }

    [Fact]
    public void A_program_is_shown_as_the_exposure_says()
    {
        InstalledPackage package = Package("tool", "1", "usr/bin/a*=a", "usr/bin/b*=b", "usr/bin/c*=c");
        Chooser chooser = new();
        ProfileChange change = Profile.PlanInstall([package], [], "install tool");
        Assert.Equal(["tool: c: no reason"], Profile.Check(change, chooser, Stop));
        (_, ImmutableArray<string> hidden) = Profile.Apply(change, chooser, Stop);
        Assert.Equal(["tool: c: no reason"], hidden);
        Assert.Equal([("bin/a", "a"), ("bin/b", "start usr/bin/b")], Shown().Select(pair => (pair.Key, pair.Value)));
        Assert.True(File.GetUnixFileMode(Path.Join(Profile.CurrentPath, "bin/b")).HasFlag(UnixFileMode.UserExecute));
    }

    [Fact]
    public void Static_programs_that_are_known_to_be_memory_safe_are_shown_as_they_are_and_others_are_handed_on()
    {
        byte[] elf = new byte[120];
        "\u007fELF"u8.CopyTo(elf);
        (elf[4], elf[5], elf[6], elf[16], elf[18], elf[20], elf[52], elf[54], elf[58]) = (2, 1, 1, 2, 62, 1, 64, 56, 64);
        using TreeWriter writer = Store.BeginTree();
        writer.AddFile("usr/bin/static"u8, executable: true, elf);
        writer.AddFile("usr/bin/unknown"u8, executable: true, [.. elf, 0]);
        writer.AddFile("usr/bin/dynamic"u8, executable: true, File.ReadAllBytes("/bin/sh"));
        writer.AddFile("usr/bin/script"u8, executable: true, "#!/bin/sh\n"u8);
        Digest tree = writer.Commit(Stop);
        DirectPrograms.Record(Store, Blake3.Hash(elf), tree);
        DirectPrograms.Record(Store, Blake3.Hash(File.ReadAllBytes("/bin/sh")), tree);
        InstalledPackage package = Package("tool", "1") with { Outputs = [("out", tree)] };
        ProfileChange change = Profile.PlanInstall([package], [], "install tool");
        (_, ImmutableArray<string> hidden) = Profile.Apply(change, new StaticPrograms(Store), Stop);
        Assert.Equal(3, hidden.Length);
        Assert.Equal(["bin/static"], Shown().Keys);
        Assert.Empty(Profile.Check(change, new StaticPrograms(Store, Everything), Stop));
    }

    [Fact]
    public void The_level_of_a_package_stands_in_its_generation()
    {
        Install(Package("tool", "1", "usr/bin/tool*=x") with { Level = "x86-64-v3" }, Package("other", "1", "usr/bin/other*=y"));
        Assert.Equal([("other", ""), ("tool", "x86-64-v3")], Profile.Current!.Packages.Select(package => (package.Name, package.Level)));
        string manifest = File.ReadAllText(Path.Join(Profile.CurrentPath, "manifest.nuon"));
        Assert.Contains("\"level\":\"x86-64-v3\",\"name\":\"tool\"", manifest, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_only_needed_is_kept_and_not_shown()
    {
        Digest run = Put("lib=lib");
        InstalledPackage needed = Package("needed", "1", "usr/bin/needed*=x") with { IsAsked = false };
        InstalledPackage tool = Package("tool", "1", "usr/bin/tool*=x") with { Runs = [run] };
        Digest other = Put("other=other");
        Install(tool, needed);
        Assert.Equal(["bin/tool"], Shown().Keys);
        Store.Collect(cancellation: Stop);
        Assert.Equal((true, true, true, false), (Has(run), Has(needed.Outputs[0].Tree), Has(tool.Outputs[0].Tree), Has(other)));
        Assert.Equal("profile default 1", Assert.Single(Store.WhyAlive(Cid.OfTree(run))).Holder);
    }

    [Fact]
    public void Several_outputs_of_a_package_are_shown_together()
    {
        Install(Package("tool", "1") with { Outputs = [("out", Put("usr/bin/tool*=x", "usr/share/man/man1/link.1@tool.1")), ("doc", Put("usr/share/man/man1/tool.1=page"))] });
        Assert.Equal(["bin/tool", "share/man/man1/link.1", "share/man/man1/tool.1"], Shown().Keys);
    }

    [Fact]
    public void A_change_that_was_planned_before_another_was_made_is_refused()
    {
        ProfileChange change = Profile.PlanInstall([Package("a", "1", "usr/bin/a*=a")], [], "install a");
        Install(Package("b", "1", "usr/bin/b*=b"));
        Assert.Equal("build/profile-changed", Refused(() => Profile.Apply(change, Everything, Stop)).Code);
        Assert.Equal(["bin/b"], Shown().Keys);
    }

    [Fact]
    public void A_tree_that_is_missing_changes_nothing()
    {
        Install(Package("a", "1", "usr/bin/a*=a"));
        InstalledPackage gone = Package("b", "1") with { Outputs = [("out", Blake3.Hash("gone"u8))] };
        Assert.Equal("store/missing-tree", Refused(() => Install(gone)).Code);
        Assert.Equal("store/missing-tree", Refused(() => Install(Package("c", "1") with { Runs = [Blake3.Hash("gone"u8)] })).Code);
        Assert.Equal([1], Profile.Numbers);
        Assert.Equal(["bin/a"], Shown().Keys);
    }

    [Fact]
    public void Old_generations_go_by_age_and_number_and_never_the_current_or_a_later_one()
    {
        for (int number = 1; number <= 5; number++)
        {
            Install(Package("a", $"{number}", $"usr/bin/a*={number}"));
            Time.Now += TimeSpan.FromDays(1);
        }

        Assert.Empty(Profile.FindOld(null, null));
        Assert.Equal([1, 2, 3, 4], Profile.FindOld(0, null));
        Assert.Equal([1, 2, 3, 4], Profile.FindOld(1, null));
        Assert.Equal([1, 2, 3], Profile.FindOld(2, null));
        Assert.Empty(Profile.FindOld(9, null));
        Assert.Equal([1, 2], Profile.FindOld(null, TimeSpan.FromDays(4)));
        Assert.Equal([1], Profile.FindOld(4, TimeSpan.FromDays(2)));
        Profile.Rollback(3, changesNothing: false);
        Assert.Equal([1, 2], Profile.FindOld(0, null));
        Profile.Remove([1, 2, 3]);
        Assert.Equal([3, 4, 5], Profile.Numbers);
        Assert.Equal(["profile default 3", "profile default 4", "profile default 5"], Store.Roots().Select(root => root.Name));
        Assert.Equal("3", Shown()["bin/a"]);
    }

    [Fact]
    public void A_dry_run_counts_exactly_what_goes_with_generations()
    {
        InstalledPackage old = Package("a", "1", "usr/bin/a*=1");
        Install(old);
        Install(Package("a", "2", "usr/bin/a*=2"));
        Store.SetRoot("profile default 7", [Cid.OfTree(Put("torn=torn"))]); // A killed command's.
        Store.SetRoot("profile other 7", [Cid.OfTree(Put("kept=kept"))]);
        ImmutableArray<int> gone = Profile.FindOld(1, null);
        CollectReport foreseen = Store.Collect(new CollectOptions { DryRun = true, WithoutRoots = [.. Profile.RootsOf(gone)] }, Stop);
        Profile.Remove(gone);
        Assert.Equal(foreseen, Store.Collect(cancellation: Stop));
        Assert.True(foreseen.TreesRemoved > 3);
        Assert.False(Has(old.Outputs[0].Tree));
        Assert.Equal(["profile default 2", "profile other 7"], Store.Roots().Select(root => root.Name));
        Assert.Equal("2", Shown()["bin/a"]);
        Assert.Equal("build/no-generation", Refused(() => Profile.Rollback(null, changesNothing: false)).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"format\":\"nuka generation 2\"}")]
    [InlineData("REAL ")]
    [InlineData("REAL made=\"x\"")]
    [InlineData("REAL made=99999999999999")]
    [InlineData("REAL number=99999999999999")]
    [InlineData("REAL packages={}")]
    [InlineData("REAL packages=[1]")]
    [InlineData("REAL preferred=[1]")]
    [InlineData("REAL tree=\"bafkr4i\"")]
    [Trait("tier", "sample")]
    public void A_manifest_that_is_none_is_refused_and_one_can_go_back(string text)
    {
        Install(Package("a", "1", "usr/bin/a*=1"));
        Install(Package("a", "2", "usr/bin/a*=2"));
        string path = Path.Join(Place, "profiles-v1/default/generations/2/manifest.nuon");
        string real = File.ReadAllText(path);
        if (text.StartsWith("REAL", StringComparison.Ordinal))
        {
            string[] change = text[5..].Split('=', 2);
            int start = change.Length == 2 ? real.IndexOf($"\"{change[0]}\":", StringComparison.Ordinal) + change[0].Length + 3 : real.Length;
            string next = change[0] switch
            {
                "packages" => ",\"preferred\"",
                "preferred" => ",\"reason\"",
                "tree" => "}",
                "made" => ",\"number\"",
                _ => ",\"packages\"",
            };
            int end = change.Length == 2 ? real.IndexOf(next, start, StringComparison.Ordinal) : start;
            text = change.Length == 2 ? real[..start] + change[1] + real[end..] : real + " ";
        }

        File.WriteAllText(path, text);
        Assert.Equal("build/bad-generation", Refused(() => _ = Profile.Current).Code);
        Profile.Rollback(1, changesNothing: false);
        Assert.Equal("1", Shown()["bin/a"]);
    }

    [Fact]
    public void The_example_of_the_specification_is_as_it_says()
    {
        InstalledPackage package = Package("greet", "1.0", "usr/bin/greet*=greet") with { Runs = [Put("usr/lib/word=word")] };
        Install(package);
        string document = Checkout.Read("specs/profile.md");
        int start = document.IndexOf("```manifest\n", StringComparison.Ordinal) + 12;
        Assert.Equal(
            File.ReadAllText(Path.Join(Place, "profiles-v1/default/generations/1/manifest.nuon")),
            document[start..document.IndexOf("\n```", start, StringComparison.Ordinal)]);
        Assert.Equal(["bin", "manifest.nuon", "share"], Directory.GetFileSystemEntries(Profile.CurrentPath).Select(Path.GetFileName).Order());
        Assert.Equal("generations/1", new FileInfo(Profile.CurrentPath).LinkTarget);
    }

    private sealed class Chooser : IProgramExposure
    {
        public ExposedProgram Expose(InstalledPackage package, string path, TreeEntry file) => path[^1] switch
        {
            'a' => ExposedProgram.AsItIs,
            'b' => ExposedProgram.Through(Encoding.UTF8.GetBytes($"start {path}")),
            _ => ExposedProgram.Hidden("no reason"),
        };
    }
}

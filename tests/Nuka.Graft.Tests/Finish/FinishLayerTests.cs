using System.Collections.Immutable;
using Nuka.Graft.Cleaning;
using Nuka.Graft.Finish;
using Nuka.Graft.Tests.Unpack;
using Nuka.Graft.Unpack;
using Nuka.Platform.Errors;
using Nuka.Platform.Progress;

namespace Nuka.Graft.Tests.Finish;

/// <summary>Layers of packages whose scripts need not run.</summary>
public sealed class FinishLayerTests : IDisposable
{
    private readonly StoreFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void A_root_of_nothing_has_the_merged_links_and_mount_points()
    {
        List<string> layer = fixture.Describe(Build().Tree);
        Assert.Contains("l bin -> usr/bin", layer);
        Assert.Contains("l lib -> usr/lib", layer);
        Assert.DoesNotContain(layer, line => line.StartsWith("l lib64", StringComparison.Ordinal));
        Assert.Contains("l var/run -> /run", layer);
        foreach (string path in new[] { "dev", "proc", "sys", "tmp", "run", "home", "opt", "mnt", "srv", "var/tmp", "usr/local/bin" })
        {
            Assert.Contains($"d {path}", layer);
        }

        Assert.Equal("", fixture.ReadText(Build().Tree, "etc/resolv.conf"));
        Assert.StartsWith("root:*:0:0:root:/root:/bin/sh\n", fixture.ReadText(Build().Tree, "etc/passwd"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_package_holds_is_not_replaced_by_the_skeleton()
    {
        List<string> layer = fixture.Describe(Build(Package("a").File("./etc/hosts", "mine").File("./etc/nsswitch.conf", "mine").File("./usr/lib64/x")).Tree);
        Assert.DoesNotContain(layer, line => line.Contains("etc/hosts", StringComparison.Ordinal) || line.Contains("nsswitch", StringComparison.Ordinal));
        Assert.Contains("l lib64 -> usr/lib64", layer);
    }

    [Fact]
    public void The_highest_priority_wins_whatever_the_order_and_what_is_not_there_does_not_count()
    {
        DebBuilder mawk = Package("mawk").File("./usr/bin/mawk").Control("./postinst", Script(
            "update-alternatives --install /usr/bin/awk awk /usr/bin/mawk 5 --slave /usr/bin/nawk nawk /usr/bin/mawk"));
        DebBuilder gawk = Package("gawk").File("./usr/bin/gawk").Control("./postinst", Script(
            "update-alternatives --install /usr/bin/awk awk /usr/bin/gawk 10 --slave /usr/bin/nawk nawk /bin/gawk --slave /usr/share/man/man1/awk.1.gz awk.1.gz /usr/share/man/man1/gawk.1.gz"));
        DebBuilder none = Package("none").Control("./postinst", Script("update-alternatives --install /usr/bin/awk awk /usr/bin/none 99"));
        foreach (DebBuilder[] order in new DebBuilder[][] { [mawk, gawk, none], [none, gawk, mawk] })
        {
            List<string> layer = fixture.Describe(Build(order).Tree);
            Assert.Contains("l usr/bin/awk -> /etc/alternatives/awk", layer);
            Assert.Contains("l etc/alternatives/awk -> /usr/bin/gawk", layer);
            Assert.Contains("l usr/bin/nawk -> /etc/alternatives/nawk", layer);
            Assert.Contains("l etc/alternatives/nawk -> /bin/gawk", layer);
            Assert.DoesNotContain(layer, line => line.Contains("awk.1.gz", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Alternatives_in_merged_directories_go_below_usr()
    {
        List<string> layer = fixture.Describe(Build(
            Package("cpp").File("./usr/bin/cpp").Control("./postinst", Script("update-alternatives --install /lib/cpp cpp /usr/bin/cpp 10"))).Tree);
        Assert.Contains("l usr/lib/cpp -> /etc/alternatives/cpp", layer);
    }

    [Fact]
    public void An_alternative_replaces_no_file_and_leads_nowhere_outside()
    {
        FinishResult result = Build(
            Package("a").File("./usr/bin/x", "x").File("./usr/bin/y").Symlink("./usr/share/l", "/etc")
                .Control("./postinst", Script("update-alternatives --install /usr/bin/x x /usr/bin/y 1\nupdate-alternatives --install /../../up up /usr/bin/y 1\n"
                    + "update-alternatives --install /usr/share/l/z z /usr/bin/y 1\nupdate-alternatives --install /usr/bin/w w /usr/bin/../../../../etc/passwd 1")));
        List<string> layer = fixture.Describe(result.Tree);
        Assert.DoesNotContain(layer, line => line.StartsWith("l usr/bin/x ", StringComparison.Ordinal)
            || line.Contains(" up", StringComparison.Ordinal) || line.StartsWith("l usr/share", StringComparison.Ordinal));
        Assert.Equal(3, result.Notices.Length);
    }

    [Fact]
    public void Accounts_come_from_the_masters_then_from_packages_in_order()
    {
        FinishResult result = Build(
            Package("base-passwd").File("./usr/share/base-passwd/passwd.master", "root:*:0:0:root:/root:/bin/bash\nftp:*:104:104::/:/bin/false\n")
                .File("./usr/share/base-passwd/group.master", "root:*:0:\nnogroup:*:65534:\n").Control("./postinst", "#!/bin/sh\nstrange\n"),
            Package("a").Control("./postinst", Script("adduser --system --group foo\nadduser --system bar\naddgroup --system --gid 104 g\nadduser --system --group foo")),
            Package("b").File("./usr/lib/sysusers.d/b.conf", "u _b 300 \"B: daemon\" /var/lib/b\ng render -\n"));
        Assert.Equal(
            "root:*:0:0:root:/root:/bin/bash\nftp:*:104:104::/:/bin/false\n_b:*:300:300:B  daemon:/var/lib/b:/usr/sbin/nologin\n"
            + "foo:*:100:101::/nonexistent:/usr/sbin/nologin\nbar:*:101:65534::/nonexistent:/usr/sbin/nologin\n",
            fixture.ReadText(result.Tree, "etc/passwd"));
        Assert.Equal("root:*:0:\nnogroup:*:65534:\n_b:*:300:\nrender:*:100:\nfoo:*:101:\ng:*:104:\n", fixture.ReadText(result.Tree, "etc/group"));
    }

    [Fact]
    public void A_layer_is_found_again_and_its_identity_is_that_of_the_packages_in_their_order()
    {
        DebBuilder a = Package("a").File("./a");
        DebBuilder b = Package("b").File("./b");
        FinishResult first = Build(a, b);
        Assert.Equal(first.Tree, Build(a, b).Tree);
        Assert.Equal(first.Identity, Build(a, b).Identity);
        Assert.NotEqual(first.Identity, Build(b, a).Identity);
        Assert.NotEqual(first.Identity, Build(a).Identity);
    }

    [Fact]
    public void Where_a_script_must_run_and_nothing_can_run_it_that_is_an_error()
    {
        DebBuilder a = Package("a").File("./usr/bin/sh").Control("./postinst", "#!/bin/sh\ndo-something\n");
        Assert.Equal("graft/no-build-sandbox", Assert.Throws<NukaException>(() => Build(a)).Problem.Code);
        Assert.Equal("graft/no-build-sandbox", Assert.Throws<NukaException>(() => Build([a], BuildSandboxTests.Broken)).Problem.Code);
        Assert.Empty(Directory.GetDirectories(fixture.Path, "finish-*"));
    }

    [Fact]
    public void Without_a_shell_scripts_are_not_run_and_that_is_said()
    {
        FinishResult result = Build(Package("a").Control("./postinst", "#!/bin/sh\ndo-something\n"));
        Assert.Contains("the script of a was not run: there is no shell", result.Notices);
    }

    internal static DebBuilder Package(string name) => new($"Package: {name}\nVersion: 1\nArchitecture: all\n");

    internal static string Script(string lines) => "#!/bin/sh\nset -e\n" + lines + "\nexit 0\n";

    private FinishResult Build(params DebBuilder[] debs) => Build(debs, null);

    private FinishResult Build(DebBuilder[] debs, BuildTools? tools)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        ImmutableArray<GraftedPackage> packages = new GraftUnpacker(fixture.Store, CleaningPolicy.Everything)
            .UnpackAll([.. debs.Select((deb, index) => deb.Write(fixture.Path, $"{index}.deb"))], SilentProgress.Instance, 1, cancellation);
        return FinishLayer.Build(new FinishInput { Packages = packages, Store = fixture.Store, Tools = tools, WorkDirectory = fixture.Path }, SilentProgress.Instance, cancellation);
    }
}

using System.Collections.Immutable;
using System.Diagnostics;
using Nuka.Content.Hashing;
using Nuka.Graft.Cleaning;
using Nuka.Graft.Finish;
using Nuka.Graft.Tests.Unpack;
using Nuka.Graft.Unpack;
using Nuka.Platform.Progress;

namespace Nuka.Graft.Tests.Finish;

/// <summary>Layers of packages whose scripts run, over a root made of the machine's own shell; skipped where no sandbox can be made.</summary>
public sealed class BuildSandboxTests : IDisposable
{
    internal static readonly BuildTools Tools = new("/usr/bin/bwrap", "/usr/bin/unshare", "/usr/bin/mount", "/bin/sh");

    /// <summary>Tools that cannot start anything: whoever has to run a program fails.</summary>
    internal static readonly BuildTools Broken = new("/usr/bin/false", "/usr/bin/false", "/usr/bin/false", "/bin/sh");

    private static readonly string[] Programs = ["dash", "cat", "cp", "env", "ln", "ls", "mkdir", "mv", "rm", "touch", "chmod", "head", "sleep", "mkfifo", "uname"];

    private readonly StoreFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void What_a_script_makes_comes_into_the_layer_and_what_it_removes_is_absent()
    {
        FinishResult result = Build(Script("a", """
            mkdir -p /etc/a /var/lib/a/empty
            echo made > /etc/a/made
            ln -s ../made /etc/a/link
            cp /usr/bin/env /usr/bin/env2 && chmod 755 /usr/bin/env2
            echo changed > /etc/given
            touch /etc/untouched
            rm /etc/removed /etc/mtab
            mkfifo /etc/a/pipe
            echo log > /var/log/a.log; echo 1234 > /etc/machine-id; mkdir -p /etc/ssh; echo key > /etc/ssh/ssh_host_rsa_key; echo x > /tmp/x; echo x > ~/x
            """).File("./etc/given", "given").File("./etc/untouched", "same").File("./etc/removed", "old"));
        Assert.Empty(result.Notices);
        List<string> layer = fixture.Describe(result.Tree);
        Assert.Equal("made\n", fixture.ReadText(result.Tree, "etc/a/made"));
        Assert.Equal("changed\n", fixture.ReadText(result.Tree, "etc/given"));
        Assert.Equal("", fixture.ReadText(result.Tree, "etc/machine-id"));
        Assert.Contains("l etc/a/link -> ../made", layer);
        Assert.Contains("d var/lib/a/empty", layer);
        Assert.Contains(layer, line => line.StartsWith("x usr/bin/env2 ", StringComparison.Ordinal));
        foreach (string absent in new[] { "etc/untouched", "etc/removed", "etc/mtab", "etc/a/pipe", "var/log/a.log", "etc/ssh/", "tmp/x", "t/x", "usr/bin/env ", ".nuka", "usr/share/debconf" })
        {
            Assert.DoesNotContain(layer, line => line.Contains(absent, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Shims_record_alternatives_and_accounts_and_answer_questions_and_versions()
    {
        DebBuilder deb = Script("a", """
            for name in x y; do
                update-alternatives --install /usr/bin/$name $name /usr/bin/env 7 --slave /usr/bin/${name}2 ${name}2 /usr/bin/cat
            done
            who=daemon
            adduser --system --group "_$who"
            . /usr/share/debconf/confmodule
            db_version 2.0
            db_input high a/style || true
            db_go
            db_get a/style; echo "$RET" > /etc/style
            if dpkg --compare-versions "$2" lt-nl 1.0; then echo upgraded > /etc/upgraded; fi
            if dpkg --compare-versions "$2" lt 1.0; then echo older > /etc/older; fi
            dpkg -L a > /etc/files
            chown root:mail /etc/files
            systemctl start a.service
            """).File("./etc/given").Control("./templates", "Template: a/style\nType: select\nDefault: slight and fine\nDescription: x\n\nTemplate: a/other\nDefault: no\n");
        FinishResult result = Build(deb);
        Assert.Empty(result.Notices);
        List<string> layer = fixture.Describe(result.Tree);
        Assert.Contains("l usr/bin/x -> /etc/alternatives/x", layer);
        Assert.Contains("l etc/alternatives/y2 -> /usr/bin/cat", layer);
        Assert.Contains("_daemon:*:100:100:", fixture.ReadText(result.Tree, "etc/passwd"), StringComparison.Ordinal);
        Assert.Equal("slight and fine\n", fixture.ReadText(result.Tree, "etc/style"));
        Assert.Equal("older\n", fixture.ReadText(result.Tree, "etc/older"));
        Assert.DoesNotContain(layer, line => line.Contains("etc/upgraded", StringComparison.Ordinal));
        Assert.Contains("/etc/given\n", fixture.ReadText(result.Tree, "etc/files"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_that_fails_is_a_notice_and_the_next_one_runs()
    {
        FinishResult result = Build(Script("a", "echo before > /etc/before\necho it broke >&2\nfalse-program\nexit 3"), Script("b", "cat /etc/before > /etc/after"));
        Assert.Contains(result.Notices, notice => notice.StartsWith("the script of a failed with code 127", StringComparison.Ordinal));
        Assert.Equal("before\n", fixture.ReadText(result.Tree, "etc/after"));
    }

    [Fact]
    public void A_hostile_script_reaches_nothing_of_the_machine()
    {
        string secret = Path.Combine(fixture.Path, "secret");
        File.WriteAllText(secret, "untouched");
        Digest dash = Blake3.Hash(File.ReadAllBytes("/usr/bin/dash"));
        FinishResult result = Build(Script("a", $$"""
            set +e
            {
                cat {{secret}} && echo read-secret
                cat /etc/shadow && echo read-shadow
                (echo hostile > {{secret}}) && echo wrote-secret
                (echo hostile > {{fixture.Path}}/new) && echo wrote-new
                ls {{fixture.Path}} && echo saw-state
                (echo hostile > /tmp/nuka/bin/shim) && echo wrote-shim
                rm -f /tmp/nuka-record && echo removed-record
                ln -sf {{secret}} /tmp/nuka-record && echo replaced-record
                for file in /proc/sys/kernel/* /proc/sys/vm/* /proc/sysrq-trigger; do [ ! -f $file ] || (exec 3>>$file && echo opened $file); done
            } > /etc/reached 2>/dev/null
            echo hostile >> /usr/bin/dash
            ln -s {{secret}} /etc/link
            mkdir -p /usr/lib/x86_64-linux-gnu/gdk-pixbuf-2.0/2.10.0
            ln -s {{secret}} /usr/lib/x86_64-linux-gnu/gdk-pixbuf-2.0/2.10.0/loaders.cache
            cat /proc/net/dev > /etc/network
            cat /proc/self/status > /etc/status
            ulimit -f > /etc/limit; ulimit -f unlimited && echo lifted >> /etc/limit
            exit 0
            """).File("./usr/lib/x86_64-linux-gnu/gdk-pixbuf-2.0/gdk-pixbuf-query-loaders", "#!/bin/sh\necho hostile\n", 0x1ED));

        // The link that the script planted where a tool writes leads to nothing inside.
        Assert.StartsWith("loaders of pictures failed", Assert.Single(result.Notices), StringComparison.Ordinal);
        Assert.Equal("untouched", File.ReadAllText(secret));
        Assert.Equal("", fixture.ReadText(result.Tree, "etc/reached"));
        Assert.Equal(3, fixture.ReadText(result.Tree, "etc/network").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal(dash, Blake3.Hash(fixture.Store.ReadBlob(dash, 1 << 24)));
        Assert.Equal(["secret", "store-v1"], Directory.GetFileSystemEntries(fixture.Path).Select(Path.GetFileName).Where(name => !name!.EndsWith(".deb", StringComparison.Ordinal)).Order());
        Assert.Matches("^[0-9]+\n$", fixture.ReadText(result.Tree, "etc/limit"));
        string capabilities = fixture.ReadText(result.Tree, "etc/status").Split('\n').Single(line => line.StartsWith("CapEff", StringComparison.Ordinal)).Split('\t')[1];

        // CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FOWNER, CAP_FSETID: bits 0, 1, 3, 4 of linux/capability.h.
        Assert.Equal("000000000000001b", capabilities);
    }

    [Fact]
    [Trait("tier", "sample")]
    public void A_layer_comes_out_the_same_again_and_one_that_does_not_is_found_by_its_file()
    {
        DebBuilder good = Script("a", "ls / > /etc/list; echo $SOURCE_DATE_EPOCH $PYTHONHASHSEED > /etc/epoch; uname -n > /etc/name");
        (FinishResult first, FinishResult second) = (Build(good), Build([good], again: true));
        Assert.Equal(first.Tree, second.Tree);
        Assert.Equal("315619200 0\n", fixture.ReadText(first.Tree, "etc/epoch"));

        DebBuilder bad = Script("b", "echo same > /etc/same; head -c 16 /dev/urandom > /etc/random");
        List<string> one = fixture.Describe(Build(bad).Tree);
        List<string> two = fixture.Describe(Build([bad], again: true).Tree);
        Assert.Equal(["etc/random"], one.Except(two).Select(line => line.Split(' ')[1]));
    }

    [Fact]
    [Trait("tier", "sample")]
    public void A_build_that_is_cancelled_leaves_nothing()
    {
        Require();
        using CancellationTokenSource soon = new(TimeSpan.FromSeconds(3));
        Assert.ThrowsAny<OperationCanceledException>(() => Build([Script("a", "sleep 1000; echo")], again: false, soon.Token));
        Assert.Empty(Directory.GetDirectories(fixture.Path, "finish-*"));
    }

    internal static void Require()
    {
        string[] probe = ["-Urm", "/usr/bin/bwrap", "--unshare-all", "--ro-bind", "/", "/", "true"];
        bool possible = File.Exists(Tools.Bubblewrap) && File.Exists(Tools.Unshare);
        if (possible)
        {
            using Process process = Process.Start(new ProcessStartInfo(Tools.Unshare, probe) { RedirectStandardError = true })!;
            process.WaitForExit();
            possible = process.ExitCode == 0;
        }

        if (!possible)
        {
            Assert.Skip("no sandbox can be made here");
        }
    }

    private static DebBuilder Script(string name, string lines) => FinishLayerTests.Package(name).Control("./postinst", "#!/bin/sh\nset -e\n" + lines + "\n");

    /// <summary>A package of the machine's shell, some programs, and the libraries that they need.</summary>
    private static DebBuilder System() => MachinePackages.Of("system", Programs.Select(program => $"/usr/bin/{program}")).Symlink("./usr/bin/sh", "dash");

    private FinishResult Build(params DebBuilder[] debs)
    {
        Require();
        return Build(debs, again: false);
    }

    private FinishResult Build(DebBuilder[] debs, bool again, CancellationToken? cancellation = null)
    {
        CancellationToken token = cancellation ?? TestContext.Current.CancellationToken;
        ImmutableArray<GraftedPackage> packages = new GraftUnpacker(fixture.Store, CleaningPolicy.Everything)
            .UnpackAll([System().Write(fixture.Path, "system.deb"), .. debs.Select((deb, index) => deb.Write(fixture.Path, $"{index}.deb"))], SilentProgress.Instance, 1, token);
        return FinishLayer.Build(
            new FinishInput { Packages = packages, Store = fixture.Store, Tools = Tools, WorkDirectory = fixture.Path, Again = again }, SilentProgress.Instance, token);
    }
}

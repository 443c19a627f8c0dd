using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Nuka.Sandbox.Plans;
using Nuka.Sandbox.Probing;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Sandbox.Tests.Escaping;

/// <summary>
/// Attempts to get out. Each is a command that prints <c>out</c> when it succeeds; each is shown to succeed where nothing stops it (outside, or in
/// a sandbox that opens just this), so that a refusal means something.
/// </summary>
public sealed class EscapeTests : IDisposable
{
    private const string ReadOtherMemory = "perl -e 'my $b = \"x\" x 8; my $v = pack(\"PQ\", $b, 8); my $r = pack(\"QQ\", 0x400000, 8); "
        + "print \"out\\n\" if syscall(310, 1, $v, 1, $r, 1, 0) > 0'";

    private static readonly SystemCallPolicy OfRoot = new() { PretendsForeignOwners = true, RefusesSetId = true };

    private readonly TestSandbox sandbox;
    private readonly SandboxPlan plan;
    private readonly string secret;

    public EscapeTests(LauncherBuild launcher)
    {
        sandbox = new TestSandbox(launcher);
        secret = Path.Combine(sandbox.Make("outside"), "secret");
        File.WriteAllText(secret, "out\n");
        plan = sandbox.Plan with
        {
            Confinement = Confinement.For(LandlockVersion.Read(), [sandbox.Project, "/tmp", "/run", "/home", "/dev", "/proc"]),
        };
    }

    public void Dispose() => sandbox.Dispose();

    public static TheoryData<string, string> FileAttempts() => new()
    {
        { "a file beside the project", "cat {secret}" },
        { "the same by the project's parent", "cat ../outside/secret" },
        { "by the first process's root", "cat /proc/1/root{secret}" },
        { "by the parent's working directory", "cat /proc/$PPID/cwd{secret}; cat /proc/$PPID/root{secret}" },
        { "by the shell's own root", "cat /proc/self/root{secret}" },
        { "by a link that the project holds", "ln -sf {secret} link; cat link" },
        { "by a hard link", "ln {secret} hard && cat hard" },
        { "by the store's layers", "cat {home}/layers/top/etc/layer && echo out" },
        { "by writing the store's layers", "echo x >>{home}/layers/top/etc/layer && echo out" },
        { "by the mount of the layers", "cat {home}/mount/etc/layer && echo out" },
        { "the plan itself", "ls {home}/*.plan && echo out" },
    };

    [Theory]
    [MemberData(nameof(FileAttempts))]
    public void Files_outside_are_out_of_reach(string what, string attempt)
    {
        string command = attempt.Replace("{secret}", secret, StringComparison.Ordinal).Replace("{home}", sandbox.Home, StringComparison.Ordinal);
        AssertRefused(what, plan, command);
        // Two of them succeed nowhere: the mount is the sandbox's own, and process 1 outside may have a root of its own.
        bool hasControl = !attempt.Contains("mount/", StringComparison.Ordinal) && !attempt.Contains("/1/root", StringComparison.Ordinal);
        if (hasControl)
        {
            Assert.Contains("out", Outside(command), StringComparison.Ordinal);
        }
    }

    /// <summary>Programs that may make namespaces have every right in those; none of it leads to what was not mounted.</summary>
    [Theory]
    [InlineData("umount -R -l /home; cat {secret}")]
    [InlineData("umount -R -l {project}; cat {secret}")]
    [InlineData("cd {project} && umount -l . && cat ../outside/secret")]
    [InlineData("mount --rbind {project} /tmp && cat /tmp/../outside/secret")]
    [InlineData("mount -t proc none /tmp && cat /tmp/1/root{secret}")]
    [InlineData("pivot_root {project} {project}; cat {secret}; cat /oldroot{secret}")]
    [InlineData("mknod /tmp/disk b 254 0 && head -c1 /tmp/disk >/dev/null && echo out")]
    [InlineData("mount -t ext4 /dev/vda /tmp && cat /tmp{secret}")]
    [InlineData("mount -t sysfs none /tmp && echo 1 >/tmp/kernel/uevent_helper && echo out")]
    [InlineData("echo x >/proc/sys/kernel/core_pattern && echo out")]
    [InlineData("nsenter -t 1 -m -U cat {secret}")]
    public void Files_outside_are_out_of_reach_where_namespaces_are_granted_too(string attempt)
    {
        string command = attempt.Replace("{secret}", secret, StringComparison.Ordinal).Replace("{project}", sandbox.Project, StringComparison.Ordinal);
        SandboxPlan nested = sandbox.Plan with { SystemCalls = new SystemCallPolicy { NestedNamespaces = true } };
        Outcome outcome = sandbox.Run(nested, ["unshare", "-Urmpf", "sh", "-c", $"echo inside; {command}"], unprivileged: true);
        Assert.True(outcome.Output == "inside\n", $"{attempt}: {outcome.Output}{outcome.Errors}");
    }

    [Fact]
    public void A_file_is_not_opened_by_its_handle()
    {
        // name_to_handle_at(2) and open_by_handle_at(2), by their numbers on x86-64; the project's own file, so that only the call itself is refused.
        const string Attempt = "touch own; perl -e 'my $h = pack(\"Li\", 128, 0) . \"x\" x 128; my $m = pack(\"i\", 0); my $p = \"own\"; "
            + "syscall(303, -100, $p, $h, $m, 0) == 0 or die; open(my $d, \"<\", \".\"); print \"out\\n\" if syscall(304, fileno($d), $h, 0) >= 0'";
        AssertRefused("a handle", plan, Attempt);
    }

    [Fact]
    public void A_program_that_never_had_a_name_is_confined_as_every_other()
    {
        // memfd_create(2) and execveat(2) are open: what they start is under the same filter, without a capability, and in the same namespaces.
        string attempt = "cp /usr/bin/env own; perl -e 'my $n = \"x\"; my $f = syscall(319, $n, 0); open(my $o, \">&=\", $f); open(my $i, \"<\", \"own\"); "
            + "binmode $_ for $i, $o; { local $/; print $o scalar <$i> } $o->flush; my $e = \"/proc/self/fd/$f\"; exec {$e} \"env\", \"sh\", \"-c\", "
            + $"\"echo ran; unshare -U true && echo out; cat {secret}\"'";
        Outcome outcome = sandbox.Run(plan, ["sh", "-c", "perl -MIO::Handle -e 1; " + attempt.Replace("perl -e", "perl -MIO::Handle -e", StringComparison.Ordinal)], unprivileged: true);
        Assert.True(outcome.Output == "ran\n", outcome.ToString());
    }

    [Fact]
    public void Grants_in_the_state_directory_cannot_be_rewritten()
    {
        string grant = Path.Combine(sandbox.Make("state/grants-v1"), "project");
        File.WriteAllText(grant, "none\n");
        string attempt = $"echo all >{grant} && echo out";
        AssertRefused("its own grants", plan, attempt);
        Assert.Equal("none\n", File.ReadAllText(grant));
        Assert.Equal("out\n", Outside(attempt));
    }

    [Theory]
    [InlineData("the root", "touch /out && echo out")]
    [InlineData("the system", "touch /usr/out && echo out")]
    [InlineData("the first process", "echo x >/run/nuka/init && echo out")]
    [InlineData("a setting of the kernel", "echo 1 >/proc/sys/kernel/sysrq && echo out")]
    [InlineData("another process's name for the kernel's memory", "head -c1 /proc/kcore >/dev/null && echo out")]
    [InlineData("the trigger of the kernel", "echo h >/proc/sysrq-trigger && echo out")]
    [InlineData("a device node", "mknod disk b 8 0 && echo out")]
    [InlineData("a mount", "mkdir -p m && mount -t tmpfs none m && echo out")]
    [InlineData("a mount in a user namespace", "unshare -Urm true && echo out")]
    [InlineData("a new root", "chroot / true && echo out")]
    [InlineData("the host's name", "hostname out && echo out")]
    [InlineData("the clock", "date -s @1 >/dev/null && echo out")]
    [InlineData("another user", "su -c true nobody </dev/null && echo out")]
    [Trait("tier", "sample")]
    public void The_machine_cannot_be_changed(string what, string attempt) => AssertRefused(what, plan, attempt);

    // Opened only, never written: where this fails, the files are those of the machine.
    private const string OpenForWriting = "find /proc -mindepth 1 -maxdepth 1 ! -name '[0-9]*' ! -type l -exec find {} -type f -print0 \\; 2>/dev/null "
        + "| perl -0 -MFcntl -ne 'chomp; print \"$_\\n\" if sysopen(my $f, $_, O_WRONLY | O_NONBLOCK)'";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("tier", "sample")]
    public void Of_the_kernels_files_root_can_open_none_for_writing_that_is_not_of_a_process(bool isView)
    {
        Assert.SkipUnless(TestSandbox.IsRoot, "for others the modes of these files are enough");
        Assert.Contains("/proc/sys/kernel/core_pattern\n", Outside(OpenForWriting), StringComparison.Ordinal);
        SandboxPlan own = isView ? plan with { Roots = [new ViewRoot(View())] } : plan;
        Outcome outcome = sandbox.Run(own, ["sh", "-c", OpenForWriting + "; ls -d /proc/sys/kernel/core_pattern"]);
        Assert.Equal(("/proc/sys/kernel/core_pattern\n", ""), (outcome.Output, outcome.Errors));
    }

    [Fact]
    public void Root_mounts_no_other_proc_to_write_in_where_namespaces_are_granted()
    {
        Assert.SkipUnless(TestSandbox.IsRoot, "for others the modes of these files are enough");
        SandboxPlan nested = plan with { Confinement = Confinement.None, SystemCalls = new SystemCallPolicy { NestedNamespaces = true } };
        // unshare(2) and mount(2) by their numbers on x86-64: root's id cannot be mapped, and a program executed without one has no capability.
        const string Attempt = "my ($n, $t, $p, $m) = (\"none\", \"/tmp\", \"proc\", \"tmpfs\"); syscall(272, 0x30020000) == 0 or die $!; fork or do { "
            + "print \"proc\\n\" if syscall(165, $n, $t, $p, 0, 0) == 0; print \"uncovered\\n\" if syscall(166, my $s = \"/proc/sys\", 2) == 0; "
            + "print \"mounts\\n\" if syscall(165, $n, $t, $m, 0, 0) == 0; exit }; wait";
        Outcome outcome = sandbox.Run(nested, ["perl", "-e", Attempt]);
        Assert.True(outcome.Output == "mounts\n", outcome.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_its_own_process_a_program_writes_what_the_kernel_lets_it(bool unprivileged)
    {
        Outcome outcome = sandbox.Run(plan, ["sh", "-c", "echo 500 >/proc/self/oom_score_adj && printf in >/proc/$$/comm && cat /proc/$$/comm"], unprivileged);
        Assert.Equal(("in\n", ""), (outcome.Output, outcome.Errors));
    }

    [Fact]
    public void A_user_namespace_is_there_when_it_was_granted()
    {
        SandboxPlan nested = sandbox.Plan with { SystemCalls = new SystemCallPolicy { NestedNamespaces = true } };
        // Not as root: the kernel lets nobody map root's id anew who may not set capabilities of files (user_namespaces(7)).
        Outcome outcome = sandbox.Run(nested, ["sh", "-c", "unshare -Urm sh -c 'mkdir m && mount -t tmpfs none m && echo out'"], unprivileged: true);
        Assert.Equal(("out\n", ""), (outcome.Output, outcome.Errors));
    }

    [Fact]
    public void Without_network_a_service_on_the_loopback_is_out_of_reach()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        string attempt = $"bash -c 'echo >/dev/tcp/127.0.0.1/{port} && echo out'";
        AssertRefused("a loopback service", plan, attempt);
        Outcome open = sandbox.Run(plan with { Network = SandboxNetwork.Host }, ["sh", "-c", attempt], unprivileged: true);
        Assert.Equal("out\n", open.Output);
    }

    [Fact]
    public void An_abstract_socket_is_out_of_reach_even_with_the_hosts_network()
    {
        Assert.SkipUnless(LandlockVersion.Read() >= LandlockVersion.WithScopes, "this kernel cannot scope abstract sockets");
        string name = $"nuka-{Guid.NewGuid():N}"; // a letter first: perl reads digits behind \0 as part of it
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint($"\0{name}"));
        listener.Listen();
        string attempt = $"perl -MSocket -e 'socket(my $s, 1, 1, 0); connect($s, pack(\"Sa*\", 1, \"\\0{name}\")) and print \"out\\n\"'";
        SandboxPlan open = plan with { Network = SandboxNetwork.Host };
        AssertRefused("an abstract socket", open, attempt);
        Assert.Equal("out\n", sandbox.Run(open with { Confinement = Confinement.None }, ["sh", "-c", attempt], unprivileged: true).Output);
    }

    [Fact]
    public void A_process_outside_can_be_neither_seen_nor_signalled_nor_traced()
    {
        using Process victim = Process.Start(new ProcessStartInfo("sleep", ["60"]))!;
        try
        {
            AssertRefused("a signal", plan, $"kill -0 {victim.Id} && echo out");
            AssertRefused("its files", plan, $"ls /proc/{victim.Id}/fd >/dev/null && echo out");
            AssertRefused("its trace", plan, $"perl -e 'print \"out\\n\" if syscall(101, 0x4206, {victim.Id}, 0, 0) == 0'");
            AssertRefused("its name", plan, "grep -l sleep /proc/[0-9]*/comm && echo out");
            Assert.Equal("out\n", Outside($"kill -0 {victim.Id} && ls /proc/{victim.Id}/fd >/dev/null && echo out"));
        }
        finally
        {
            victim.Kill();
        }
    }

    [Theory]
    [InlineData("killing it", "kill -9 1; kill -TERM 1; kill -STOP 1; sleep 0.2; false")]
    [InlineData("tracing it", "perl -e 'print \"out\\n\" if syscall(101, 16, 1, 0, 0) == 0'")]
    [InlineData("its memory", "head -c1 /proc/1/mem >/dev/null && echo out")]
    [InlineData("its descriptors", "ls /proc/1/fd/ >/dev/null && echo out")]
    [InlineData("its descriptors by pidfd", "perl -e 'my $p = syscall(434, 1, 0); print \"out\\n\" if $p >= 0 && syscall(438, $p, 20, 0) >= 0'")]
    [InlineData("its memory by the other call", ReadOtherMemory)]
    public void The_first_process_is_out_of_reach(string what, string attempt)
    {
        Outcome outcome = sandbox.Run(plan, ["sh", "-c", $"{attempt}; echo still here"], unprivileged: true);
        Assert.True(outcome.Output == "still here\n", $"{what}: {outcome.Output}{outcome.Errors}");
    }

    [Fact]
    public void Shared_memory_and_messages_of_the_machine_are_not_those_inside()
    {
        string file = $"/dev/shm/nuka-{Guid.NewGuid():N}";
        File.WriteAllText(file, "out\n");
        string id = Outside("ipcmk -M 64").Split(' ')[^1].Trim();
        try
        {
            AssertRefused("a file of shared memory", plan, $"cat {file}");
            AssertRefused("a segment of shared memory", plan, $"perl -e 'my $b; print \"out\\n\" if shmread({id}, $b, 0, 1)'");
            Assert.Equal("out\n", Outside($"perl -e 'my $b; print \"out\\n\" if shmread({id}, $b, 0, 1)'"));
        }
        finally
        {
            File.Delete(file);
            Outside($"ipcrm -m {id}");
        }
    }

    [Fact]
    public void A_program_with_the_set_user_id_bit_gains_nothing()
    {
        Assert.SkipUnless(TestSandbox.IsRoot, "only root can make a program that becomes root");
        string program = Path.Combine(sandbox.Project, "id");
        File.Copy("/usr/bin/id", program);
        Processes.Run(new ProcessStartInfo("chmod", ["4755", program]));
        Outcome inside = sandbox.Run(plan, ["./id", "-u"], unprivileged: true);
        Assert.Equal("65534\n", inside.Output);
        Outcome outside = Processes.Run(new ProcessStartInfo("setpriv", ["--reuid", "65534", program, "-u"]));
        Assert.Equal("0\n", outside.Output);
    }

    public static TheoryData<string, string> SetIdAttempts() => new()
    {
        { "chmod", "syscall(90, my $n = \"shell\", {mode})" },
        { "fchmod", "open(my $f, \"<\", \"shell\"); syscall(91, fileno($f), {mode})" },
        { "fchmodat", "syscall(268, -100, my $n = \"shell\", {mode})" },
        { "fchmodat2", "syscall(452, -100, my $n = \"shell\", {mode}, 0)" },
        { "creat", "unlink \"shell\"; syscall(85, my $n = \"shell\", {mode})" },
        { "mknod", "unlink \"shell\"; syscall(133, my $n = \"shell\", 0100000 | {mode}, 0)" },
        { "mknodat", "unlink \"shell\"; syscall(259, -100, my $n = \"shell\", 0100000 | {mode}, 0)" },
        { "open", "unlink \"shell\"; syscall(2, my $n = \"shell\", 0101, {mode})" },
        { "openat", "unlink \"shell\"; syscall(257, -100, my $n = \"shell\", 0101, {mode})" },
        { "openat2", "unlink \"shell\"; syscall(437, -100, my $n = \"shell\", my $h = pack(\"QQQ\", 0101, {mode}, 0), 24)" },
        {
            "a file without a name",
            "unlink \"shell\"; my $f = syscall(257, -100, my $n = \".\", 020200001, {mode}); syscall(265, -100, my $p = \"/proc/self/fd/$f\", -100, my $o = \"shell\", 0x400)"
        },
    };

    [Theory]
    [MemberData(nameof(SetIdAttempts))]
    [Trait("tier", "sample")]
    public void Root_leaves_nothing_that_others_would_run_as_root(string what, string call)
    {
        Assert.SkipUnless(TestSandbox.IsRoot, "others can give away only what is their own");
        foreach (string mode in (string[])["04755", "02755", "06711"])
        {
            string attempt = $"cp /usr/bin/env shell; umask 0; perl -e '{call.Replace("{mode}", mode, StringComparison.Ordinal)}'; "
                + "test -u shell && echo out; test -g shell && echo out; rm -f shell";
            AssertRefused($"{what} {mode}", plan with { SystemCalls = OfRoot }, attempt, unprivileged: [false]);
            Assert.Contains("out", sandbox.Run(plan, ["sh", "-c", attempt]).Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("0100000280000000000000000000000000000000")] // vfs_cap_data, version 2: CAP_SETUID
    [InlineData("010000038000000000000000000000000000000000000000")] // version 3, which names the user id of its namespace's root
    public void Root_gives_no_file_a_capability(string value)
    {
        Assert.SkipUnless(TestSandbox.IsRoot, "others cannot anyway");
        // setxattr(2) by its number on x86-64
        string command = $"cp /usr/bin/env env; perl -e 'my ($p, $n, $v) = (\"env\", \"security.capability\", pack(\"H*\", \"{value}\")); "
            + "print \"out\\n\" if syscall(188, $p, $n, $v, length $v, 0) == 0'; rm env";
        Assert.Contains("out", Outside(command), StringComparison.Ordinal);
        AssertRefused("a capability", plan with { SystemCalls = OfRoot }, command, unprivileged: [false]);
        AssertRefused("a capability", plan with { SystemCalls = OfRoot with { NestedNamespaces = true } }, command, unprivileged: [false]);
    }

    [Fact]
    public void What_programs_of_root_do_with_modes_all_day_works_as_ever()
    {
        const string Work = "mkdir -m 1777 d && install -m 755 /usr/bin/env d/env && touch d/f && chmod 640 d/f && chmod -R go+rX d && mkfifo d/p "
            + "&& cp -a d e && tar -cf t.tar d && rm -r d && tar -xpf t.tar && stat -c '%a %n' d d/env d/f e/env && git init -q g && git -C g status --short";
        Outcome outcome = sandbox.Run(plan with { SystemCalls = OfRoot }, ["sh", "-c", Work]);
        Assert.Equal(("1777 d\n755 d/env\n644 d/f\n755 e/env\n", ""), (outcome.Output, outcome.Errors));
    }

    [Fact]
    public void Nothing_can_be_typed_into_the_terminal_of_the_caller()
    {
        using Terminals.PseudoTerminal terminal = new(sandbox.Project);
        string inject = "perl -e 'for my $c (split //, \"echo typ\\\"\\\"ed\\n\") { ioctl(STDIN, 0x5412, $c) or die \"refused: $!\\n\" }'";
        string file = Path.Combine(sandbox.Project, "inject");
        File.WriteAllText(file, inject + "\n");
        ProcessStartInfo start = sandbox.Start(sandbox.WritePlan(plan), ["sh", "inject"]);
        terminal.Type($"{start.FileName} {string.Join(' ', start.ArgumentList)}; echo do\"\"ne\n");
        terminal.Expect("refused: Operation not permitted\n");
        terminal.Expect("done\n");
        Assert.DoesNotContain("\ntyped", terminal.Seen(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_keys_of_the_session_are_out_of_reach()
    {
        const string Attempt = "perl -e 'print \"out\\n\" if syscall(250, 0, -3, 1) >= 0'";
        AssertRefused("the session's keyring", plan, Attempt);
        Assert.Equal("out\n", Outside(Attempt));
    }

    private void AssertRefused(string what, SandboxPlan plan, string attempt, params bool[] unprivileged)
    {
        // As the user himself and, where the tests run as root, as an unprivileged one: root must be kept in no less.
        foreach (bool asOther in unprivileged.Length > 0 ? unprivileged : [false, true])
        {
            Outcome outcome = sandbox.Run(plan, ["sh", "-c", attempt], asOther);
            bool isOut = outcome.Output.Contains("out", StringComparison.Ordinal);
            Assert.False(isOut, $"{what} (unprivileged: {asOther}): {outcome.Output}{outcome.Errors}");
            Assert.DoesNotContain("cannot-build", outcome.Errors, StringComparison.Ordinal);
        }
    }

    private string View()
    {
        string view = sandbox.Make("view");
        foreach (string name in (string[])["bin", "sbin", "lib", "lib64"])
        {
            File.CreateSymbolicLink(Path.Combine(view, name), $"usr/{name}");
        }

        return view;
    }

    private string Outside(string command) =>
        Processes.Run(new ProcessStartInfo("sh", ["-c", command]) { WorkingDirectory = sandbox.Project }).Output;
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Nuka.Sandbox.Plans;
using Nuka.Sandbox.Probing;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Sandbox.Tests.Networks;

/// <summary>
/// A network of the sandbox's own that slirp4netns connects. Another machine is played by another network namespace behind a pair of devices: nothing
/// here needs the internet.
/// </summary>
public sealed class InternetTests : IDisposable
{
    private const string Stack = "/usr/bin/slirp4netns";
    private const int Port = 18473;

    private readonly TestSandbox sandbox;
    private readonly SandboxPlan plan;

    public InternetTests(LauncherBuild launcher)
    {
        Assert.SkipUnless(File.Exists(Stack), "needs a user-mode network stack (Debian: slirp4netns)");
        Assert.SkipUnless(CanOpenDevice(), "the tunnel device cannot be opened here");
        sandbox = new TestSandbox(launcher);
        plan = sandbox.Plan with
        {
            Network = SandboxNetwork.Internet,
            InternetStack = new InternetStack { Program = Stack, Directory = sandbox.Make("networks") },
            Confinement = Confinement.For(LandlockVersion.Read(), [sandbox.Project, "/tmp", "/run", "/home", "/dev", "/proc"]),
        };
        File.SetUnixFileMode(Path.Combine(sandbox.Home, "networks"), (UnixFileMode)0x1FF);
    }

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void Another_machine_is_reached_and_the_loopback_of_this_one_is_not()
    {
        using TcpListener outside = new(IPAddress.Any, 0);
        outside.Start();
        _ = AnswerAsync(outside, "from outside");
        using TcpListener loopback = new(IPAddress.Loopback, 0);
        loopback.Start();
        _ = AnswerAsync(loopback, "out");
        string address = OwnAddress();
        string own = $"{((IPEndPoint)loopback.LocalEndpoint).Port}";
        string attempts = string.Join("; ", new[] { "127.0.0.1", "10.0.2.2", "localhost" }.Select(host => Read(host, own)));
        Outcome outcome = sandbox.Run(plan, ["bash", "-c", $"{Read(address, $"{((IPEndPoint)outside.LocalEndpoint).Port}")}; {attempts}; true"]);
        Assert.True(outcome is { Code: 0, Output: "from outside\n" }, outcome.ToString());
        Outcome control = sandbox.Run(plan with { Network = SandboxNetwork.Host, InternetStack = null }, ["bash", "-c", Read("127.0.0.1", own)]);
        Assert.Equal("out\n", control.Output);
    }

    [Fact]
    public void Abstract_sockets_and_devices_of_the_machine_are_not_there()
    {
        Outcome outcome = sandbox.Run(plan, ["sh", "-c", "sed -n 's/^ *\\([a-z0-9]*\\):.*/\\1/p' /proc/net/dev | sort | tr '\\n' ' '; wc -l </proc/net/unix"]);
        Assert.Equal("lo tap0 1\n", outcome.Output);
    }

    [Fact]
    public async Task A_published_port_leads_to_the_program_and_no_other_does()
    {
        SandboxPlan published = plan with { InternetStack = plan.InternetStack! with { PublishedPorts = [Port] } };
        string serve = "perl -MIO::Socket::INET -e 'for my $p (18473, 18474) { push @s, IO::Socket::INET->new(Listen => 5, LocalAddr => \"0.0.0.0\", LocalPort => $p) or die }"
            + " print \"ready\\n\"; STDOUT->flush; my $c = $s[0]->accept; print $c \"hello\\n\"; close $c'";
        ProcessStartInfo start = sandbox.Start(sandbox.WritePlan(published), ["sh", "-c", serve]);
        start.RedirectStandardOutput = true;
        using Process process = Process.Start(start)!;
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        await Assert.ThrowsAnyAsync<SocketException>(() => ConnectAsync(Port + 1));
        Assert.Equal("hello\n", await ConnectAsync(Port));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        await Assert.ThrowsAnyAsync<SocketException>(() => ConnectAsync(Port));
        AssertNothingLeft();
    }

    [Fact]
    public void A_port_that_is_taken_is_an_error_and_nothing_runs()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        Outcome outcome = sandbox.Run(plan with { InternetStack = plan.InternetStack! with { PublishedPorts = [port] } }, ["touch", "ran"]);
        AssertRefused(outcome, "sandbox/port-not-published");
        Assert.Contains($"\"host_port\":{port}", outcome.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("network=host", outcome.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/usr/bin/false")]
    [InlineData("/usr/bin/true")]
    [InlineData("/no/such/program")]
    public void A_stack_that_does_not_start_is_an_error_and_nothing_runs(string program)
    {
        Outcome outcome = sandbox.Run(plan with { InternetStack = plan.InternetStack! with { Program = program } }, ["touch", "ran"]);
        AssertRefused(outcome);
        Assert.Equal(program == "/no/such/program", outcome.Errors.Contains("/no/such/program: no such file", StringComparison.Ordinal));
    }

    [Fact]
    public void It_ends_with_the_program_and_when_the_launcher_is_killed()
    {
        Assert.Equal(3, sandbox.Run(plan, ["sh", "-c", "exit 3"]).Code);
        AssertNothingLeft();
        ProcessStartInfo start = sandbox.Start(sandbox.WritePlan(plan), ["sh", "-c", "echo ready; sleep 60"]);
        start.RedirectStandardOutput = true;
        using Process process = Process.Start(start)!;
        Assert.Equal("ready", process.StandardOutput.ReadLine());
        Assert.Single(Stacks());
        process.Kill();
        process.WaitForExit();
        Assert.True(SpinWait.SpinUntil(() => Stacks().Length == 0, TimeSpan.FromSeconds(10)), string.Join(' ', Stacks()));
    }

    [Fact]
    public void When_it_dies_the_person_is_told_and_the_program_goes_on()
    {
        ProcessStartInfo start = sandbox.Start(sandbox.WritePlan(plan), ["sh", "-c", "echo ready; read go; echo still here"]);
        (start.RedirectStandardOutput, start.RedirectStandardInput, start.RedirectStandardError) = (true, true, true);
        using Process process = Process.Start(start)!;
        Assert.Equal("ready", process.StandardOutput.ReadLine());
        Process.GetProcessById(int.Parse(Assert.Single(Stacks()), System.Globalization.CultureInfo.InvariantCulture)).Kill();
        Assert.StartsWith("warning: the program that connects this sandbox", process.StandardError.ReadLine(), StringComparison.Ordinal);
        process.StandardInput.WriteLine("go");
        Assert.Equal("still here", process.StandardOutput.ReadLine());
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public void A_signal_while_it_starts_ends_everything()
    {
        string slow = Path.Combine(sandbox.Home, "slow");
        File.WriteAllText(slow, "#!/bin/sh\nexec sleep 60\n");
        LauncherBuild.Open(slow);
        ProcessStartInfo start = sandbox.Start(sandbox.WritePlan(plan with { InternetStack = plan.InternetStack! with { Program = slow } }), ["touch", "ran"]);
        using Process process = Process.Start(start)!;
        string directory = Path.Combine(sandbox.Home, "networks");
        Assert.True(SpinWait.SpinUntil(() => Directory.GetFileSystemEntries(directory).Length > 0, TimeSpan.FromSeconds(10)));
        Processes.Run(new ProcessStartInfo("kill", ["-INT", $"{process.Id}"]));
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(5)));
        Assert.Equal(130, process.ExitCode);
        AssertNothingLeft();
    }

    [Fact]
    public void An_unprivileged_user_has_it_where_the_device_may_be_opened()
    {
        Assert.SkipUnless(TestSandbox.IsRoot, "the device is opened up in a mount namespace, as root");
        using TcpListener outside = new(IPAddress.Any, 0);
        outside.Start();
        _ = AnswerAsync(outside, "from outside");
        string line = Read(OwnAddress(), $"{((IPEndPoint)outside.LocalEndpoint).Port}");
        ProcessStartInfo own = sandbox.Start(sandbox.WritePlan(plan), ["bash", "-c", line], unprivileged: true);
        string open = "mount -t tmpfs none /dev/net && mknod -m 666 /dev/net/tun c 10 200 && exec \"$@\"";
        Outcome outcome = Processes.Run(new ProcessStartInfo("unshare", ["-m", "sh", "-c", open, "sh", own.FileName, .. own.ArgumentList]) { WorkingDirectory = "/" });
        Assert.True(outcome is { Code: 0, Output: "from outside\n" }, outcome.ToString());
        string closed = open.Replace("666", "600", StringComparison.Ordinal);
        Outcome refused = Processes.Run(new ProcessStartInfo("unshare", ["-m", "sh", "-c", closed, "sh", own.FileName, .. own.ArgumentList]) { WorkingDirectory = "/" });
        AssertRefused(refused);
        Assert.Contains("/dev/net/tun", refused.Errors, StringComparison.Ordinal);
    }

    private static bool CanOpenDevice()
    {
        try
        {
            using FileStream device = new(InternetStack.TunnelDevice, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void AssertRefused(Outcome outcome, string code = "sandbox/no-user-network")
    {
        Assert.Equal(125, outcome.Code);
        Assert.StartsWith($"error[{code}]: ", outcome.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(sandbox.Project, "ran")));
        AssertNothingLeft();
    }

    private void AssertNothingLeft()
    {
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(sandbox.Home, "networks")));
        Assert.True(SpinWait.SpinUntil(() => Stacks().Length == 0, TimeSpan.FromSeconds(10)), string.Join(' ', Stacks()));
    }

    /// <summary>The numbers of all stacks that run.</summary>
    private static string[] Stacks() =>
        Processes.Run(new ProcessStartInfo("pgrep", ["-f", "^slirp4netns .*--exit-fd"])).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string Read(string host, string port) => $"timeout 5 bash -c 'exec 3<>/dev/tcp/{host}/{port} && cat <&3' 2>/dev/null";

    /// <summary>An address of this machine that is not its loopback's: from inside, it is another machine's.</summary>
    private static string OwnAddress()
    {
        using Socket probe = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            probe.Connect("198.51.100.1", 9); // nothing is sent: it only asks for the route
        }
        catch (SocketException)
        {
            Assert.Skip("this machine has no address but its loopback's");
        }

        return ((IPEndPoint)probe.LocalEndPoint!).Address.ToString();
    }

    private static async Task AnswerAsync(TcpListener listener, string text)
    {
        try
        {
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync();
                await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(text + "\n"));
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException or IOException)
        {
            // The test is over.
        }
    }

    private static async Task<string> ConnectAsync(int port)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        using StreamReader reader = new(client.GetStream());
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}

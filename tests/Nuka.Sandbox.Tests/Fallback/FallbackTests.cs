using System.Diagnostics;
using Nuka.Sandbox.Plans;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Sandbox.Tests.Fallback;

/// <summary>The order of roots on machines that cannot do everything: overlay, then the view by plain bubblewrap, then a named error.</summary>
public sealed class FallbackTests : IDisposable
{
    private const int Unshare = 272;
    private const int Clone = 56;
    private const int Clone3 = 435;
    private const int Mount = 165;
    private const int FirstNewMountCall = 428;
    private const uint NewUserNamespace = 0x10000000;
    private const uint NewMountNamespace = 0x20000;
    private const uint ReadOnly = 1;

    private static readonly string[] WhichRoot =
        ["sh", "-c", "cat /etc/layer; sed -n 's/.* - \\(overlay\\|tmpfs\\) .*/\\1/p; q' /proc/self/mountinfo"];

    private readonly TestSandbox sandbox;
    private readonly SandboxPlan plan;

    public FallbackTests(LauncherBuild launcher)
    {
        sandbox = new TestSandbox(launcher);
        string view = sandbox.Make("view");
        Directory.CreateDirectory(Path.Combine(view, "usr"));
        Directory.CreateDirectory(Path.Combine(view, "etc/deep"));
        File.WriteAllText(Path.Combine(view, "etc/layer"), "view\n");
        File.WriteAllText(Path.Combine(view, "etc/deep/file"), "deep\n");
        foreach (string name in (string[])["bin", "sbin", "lib", "lib64"])
        {
            File.CreateSymbolicLink(Path.Combine(view, name), $"usr/{name}");
        }

        plan = sandbox.Plan with { Roots = sandbox.Plan.Roots.Add(new ViewRoot(view)) };
    }

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void A_machine_that_can_do_everything_gets_the_overlay() =>
        Assert.Equal("upper\noverlay\n", sandbox.Run(plan, WhichRoot, unprivileged: true).Output);

    [Theory]
    [InlineData(PoorMachine.NotPermitted)]
    [InlineData(PoorMachine.NoSuchCall)]
    public void Where_only_bubblewrap_gets_a_user_namespace_it_shows_the_view(int error)
    {
        // bubblewrap makes its mount namespace by clone(2) and unshares a user namespace alone, so only the launcher is refused.
        Outcome outcome = RunOn(PoorMachine.Refusing(sandbox, (Unshare, error, 0, NewMountNamespace, null)));
        Assert.Equal(("view\ntmpfs\n", "", 0), (outcome.Output, outcome.Errors, outcome.Code));
    }

    [Fact]
    public void A_kernel_without_any_of_the_new_mount_calls_gets_the_view()
    {
        (int, int, int, uint, uint?)[] all =
            [.. Enumerable.Range(FirstNewMountCall, 6).Select(number => (number, PoorMachine.NoSuchCall, -1, 0u, (uint?)null))];
        Assert.Equal("view\ntmpfs\n", RunOn(PoorMachine.Refusing(sandbox, all)).Output);
    }

    [Fact]
    public void A_kernel_without_overlayfs_in_user_namespaces_gets_the_view()
    {
        // Of all mounts of a start only that of the overlay has read-only as its one flag.
        Outcome outcome = RunOn(PoorMachine.Refusing(sandbox, (Mount, PoorMachine.NotPermitted, 3, 0, ReadOnly)));
        Assert.Equal(("view\ntmpfs\n", ""), (outcome.Output, outcome.Errors));
    }

    [Fact]
    [Trait("tier", "sample")]
    public void As_many_layers_as_the_kernel_takes_are_joined()
    {
        string[] layers = [.. Enumerable.Range(0, PlanLimits.Layers - 3).Select(i => sandbox.Make($"many/a-rather-long-name-of-a-package-{i}"))];
        OverlayRoot root = (OverlayRoot)plan.Roots[0];
        SandboxPlan many = plan with { Roots = [root with { Layers = [.. layers, .. root.Layers] }] };
        Outcome outcome = sandbox.Run(many, ["cat", "/etc/layer"], unprivileged: true);
        Assert.Equal(("upper\n", ""), (outcome.Output, outcome.Errors));
    }

    [Theory]
    [InlineData(PoorMachine.NotPermitted)]
    [InlineData(PoorMachine.AccessDenied)]
    public void Where_a_namespace_comes_without_rights_as_under_AppArmor_it_is_an_error_when_bubblewrap_has_none_either(int error)
    {
        Outcome outcome = RunOn(PoorMachine.Refusing(sandbox, (Mount, error, -1, 0, null)));
        AssertNotBuilt(outcome);
    }

    [Fact]
    public void Where_unshare_is_refused_to_everybody_it_is_an_error() =>
        AssertNotBuilt(RunOn(PoorMachine.Refusing(sandbox, (Unshare, PoorMachine.NotPermitted, 0, NewUserNamespace, null))));

    [Fact]
    public void Without_any_user_namespace_it_is_an_error()
    {
        Outcome outcome = RunOn(PoorMachine.Refusing(
            sandbox,
            (Unshare, PoorMachine.NotPermitted, 0, NewUserNamespace, null),
            (Clone, PoorMachine.NotPermitted, 0, NewUserNamespace, null),
            (Clone3, PoorMachine.NoSuchCall, -1, 0, null)));
        AssertNotBuilt(outcome);
    }

    [Fact]
    public void With_the_limit_of_user_namespaces_at_zero_it_is_an_error()
    {
        ProcessStartInfo start = sandbox.Start(sandbox.WritePlan(plan), ["touch", "ran"]);
        AssertNotBuilt(Processes.Run(PoorMachine.WithoutNamespaces(start)));
    }

    [Fact]
    public void Without_bubblewrap_it_is_an_error_that_names_it()
    {
        Outcome outcome = sandbox.Run(plan with { Bubblewrap = "/no/bwrap" }, ["touch", "ran"]);
        AssertNotBuilt(outcome);
        Assert.Contains("executing bubblewrap: no such file or directory\n  /no/bwrap\n", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_that_is_gone_is_an_error_and_no_reason_for_another_root()
    {
        Directory.Delete(Path.Combine(sandbox.Home, "layers/etc"), recursive: true);
        Outcome outcome = sandbox.Run(plan, ["touch", "ran"]);
        AssertNotBuilt(outcome);
        Assert.Contains("layers/etc", outcome.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_view_missing_mount_points_are_made_and_everything_else_is_still_there()
    {
        SandboxPlan deep = plan with
        {
            Roots = [plan.Roots[^1]],
            Mounts = plan.Mounts.Add(new FileMount("/etc/deep/made", [.. "made\n"u8])),
        };
        string[] command = ["sh", "-c", "cat /etc/layer /etc/deep/file /etc/deep/made; touch /etc/x /etc/deep/x /x"];
        Outcome outcome = sandbox.Run(deep, command, unprivileged: true);
        Assert.Equal("view\ndeep\nmade\n", outcome.Output);
        Assert.Equal(3, outcome.Errors.Split("Read-only file system").Length - 1);
    }

    private Outcome RunOn(PoorMachine machine) =>
        Processes.Run(machine.Start(sandbox.Start(sandbox.WritePlan(plan), WhichRoot, unprivileged: true)));

    private void AssertNotBuilt(Outcome outcome)
    {
        Assert.Equal((125, ""), (outcome.Code, outcome.Output));
        Assert.StartsWith("error[sandbox/cannot-build]: ", outcome.Errors, StringComparison.Ordinal);
        Assert.EndsWith("try: nuka doctor\n", outcome.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(sandbox.Project, "ran")));
    }
}

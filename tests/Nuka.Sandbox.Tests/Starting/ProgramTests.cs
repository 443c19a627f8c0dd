using Nuka.Sandbox.Plans;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Sandbox.Tests.Starting;

/// <summary>Where a command was found when the plan was made spares the search, and is never more than that.</summary>
public sealed class ProgramTests(LauncherBuild launcher) : IDisposable
{
    private readonly TestSandbox sandbox = new(launcher);

    public void Dispose() => sandbox.Dispose();

    [Theory]
    [InlineData("/usr/bin/printf", "found")]
    [InlineData("/usr/bin/echo", "%s found")]
    [InlineData("", "found")]
    [InlineData("/usr/bin/missing", "found")]
    [InlineData("/usr/share", "found")]
    [InlineData("/etc/passwd", "found")]
    public void The_place_is_tried_first_and_where_nothing_can_be_started_the_search_goes_on(string place, string said)
    {
        SandboxPlan plan = sandbox.Plan with { Command = ["printf"], Program = place.Length == 0 ? null : place };
        Outcome outcome = sandbox.Run(plan, ["printf", "%s", "found"]);
        Assert.Equal((said, "", 0), (outcome.Output.TrimEnd('\n')[^said.Length..], outcome.Errors, outcome.Code));
    }

    [Fact]
    public void The_place_of_one_command_is_not_that_of_another()
    {
        SandboxPlan plan = sandbox.Plan with { Command = ["true"], Program = "/usr/bin/true" };
        Assert.Equal("other\n", sandbox.Run(plan, ["echo", "other"]).Output);
        Assert.Equal(127, sandbox.Run(plan, ["no-such-program"]).Code);
        Assert.Equal(0, sandbox.Run(plan, []).Code);
    }

    [Fact]
    [Trait("tier", "sample")]
    public void Many_layers_have_names_of_their_own()
    {
        string[] layers = [.. Enumerable.Range(0, 300).Select(number => sandbox.Make($"many/{number}"))];
        for (int number = 0; number < layers.Length; number++)
        {
            Directory.CreateDirectory(Path.Combine(layers[number], "many"));
            File.WriteAllText(Path.Combine(layers[number], "many", $"file{number}"), "");
            File.WriteAllText(Path.Combine(layers[number], "many", "top"), $"{number}\n");
        }

        OverlayRoot root = (OverlayRoot)sandbox.Plan.Roots[0];
        SandboxPlan plan = sandbox.Plan with { Roots = [root with { Layers = [.. layers, .. root.Layers] }] };
        Outcome outcome = sandbox.Run(plan, ["sh", "-c", "cat /many/top; ls /many | wc -l"]);
        Assert.Equal(("0\n301\n", ""), (outcome.Output, outcome.Errors));
    }
}

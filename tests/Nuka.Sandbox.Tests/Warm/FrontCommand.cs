using System.Diagnostics;
using Nuka.Sandbox.Plans;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Sandbox.Tests.Warm;

/// <summary>
/// The front command in a directory of its own, with a full program beside it that says so, and notes the key it was given. A plan kept under
/// that key is what the full program would have left.
/// </summary>
internal sealed class FrontCommand
{
    private readonly TestSandbox sandbox;
    private readonly string note;

    internal FrontCommand(TestSandbox sandbox, LauncherBuild launcher)
    {
        this.sandbox = sandbox;
        string directory = sandbox.Make("program");
        Executable = Path.Combine(directory, "nuka");
        File.Copy(launcher.Executable, Executable);
        LauncherBuild.Open(Executable);
        note = Path.Combine(sandbox.Project, "note");
        string script = Path.Combine(directory, "nuka-cli");
        File.WriteAllText(script, $"#!/bin/sh\necho \"$NUKA_PLAN_KEY\" >'{note}'\nenv >'{note}.env'\necho \"full $*\"\nexit 99\n");
        LauncherBuild.Open(script);
        State = sandbox.Make("state");
    }

    internal string Executable { get; }

    internal string State { get; }

    /// <summary>The plan's file, after <see cref="Keep"/>.</summary>
    internal string? PlanFile { get; private set; }

    internal Outcome Run(string[] words, Action<ProcessStartInfo>? configure = null)
    {
        ProcessStartInfo start = new(Executable, words) { WorkingDirectory = sandbox.Project };
        start.Environment["NUKA_STATE"] = State;
        configure?.Invoke(start);
        return Processes.Run(start);
    }

    internal string Variable(string name) =>
        File.ReadAllLines($"{note}.env").Single(line => line.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];

    /// <summary>Runs once to learn the key, then keeps a plan under it.</summary>
    internal void Keep(string[] words, SandboxPlan plan, Action<ProcessStartInfo>? configure = null)
    {
        Outcome cold = Run(words, configure);
        Assert.Equal(99, cold.Code);
        PlanFile = new PlanCache(Path.Combine(State, "plans-v1")).Keep(File.ReadAllText(note).Trim(), plan, DateTimeOffset.UtcNow.AddHours(1));
        Assert.NotNull(PlanFile);
    }
}

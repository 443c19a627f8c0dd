using Nuka.Platform.Errors;
using Nuka.Sandbox.Plans;

namespace Nuka.Sandbox.Launching;

/// <summary>Runs a command in a sandbox as a child of this process and collects what it says: not for a person's programs.</summary>
public static class SandboxProcess
{
    /// <summary>Runs a command to its end; its standard input is empty.</summary>
    /// <param name="plan">The sandbox.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="directory">Where the plan's file may be written for the time of the run.</param>
    /// <param name="cancellation">Ends the sandbox, with every process in it.</param>
    /// <exception cref="NukaException"><c>sandbox/no-launcher</c>; what <see cref="PlanFile.Encode"/> throws.</exception>
    public static Task<SandboxResult> RunAsync(SandboxPlan plan, IReadOnlyList<string> command, string directory, CancellationToken cancellation) =>
        Task.Run(
            () =>
            {
                using SandboxConversation conversation = SandboxConversation.Start(plan, command, directory, Timeout.InfiniteTimeSpan, cancellation);
                return conversation.Finish();
            },
            cancellation);
}

using Nuka.Cli.Frame;
using Nuka.Platform.Files;
using Nuka.Sandbox.Probing;

namespace Nuka.Cli.Diagnosis;

/// <summary>What sandboxes need of the kernel, tried by the room that builds them.</summary>
internal static class SandboxChecks
{
    private const string Part = "sandbox";

    /// <summary>Tries all of it; what is made for that is removed again.</summary>
    internal static async Task<IEnumerable<Finding>> RunAsync(Rooms rooms, CommandContext context)
    {
        string temporary = context.Environment.GetValueOrDefault("TMPDIR", "/tmp");
        SandboxProbeReport report = await SandboxProbe.RunAsync(
            new SandboxProbeOptions
            {
                Launcher = Path.Combine(context.ProgramDirectory, "nuka"),
                Bubblewrap = rooms.FindProgram("bwrap"),
                BusProxy = rooms.FindProgram("xdg-dbus-proxy"),
                ScratchDirectory = Directory.Exists(rooms.State.Root) && FileAccessCheck.MayWrite(rooms.State.Root) ? rooms.State.Root : temporary,
            },
            context.Cancellation);
        return report.Findings.Select(finding => new Finding(Part, finding.Name, StandingOf(finding.State), finding.Detail, finding.Cure));
    }

    private static Standing StandingOf(FindingState state) => state switch
    {
        FindingState.Works => Standing.Works,
        FindingState.Reduced => Standing.Reduced,
        _ => Standing.Missing,
    };
}

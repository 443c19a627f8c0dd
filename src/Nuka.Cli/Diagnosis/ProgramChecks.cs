using System.Diagnostics;
using Nuka.Cli.Frame;
using Nuka.Sandbox.Plans;

namespace Nuka.Cli.Diagnosis;

/// <summary>The programs that nuka calls: each is found, and started once.</summary>
internal static class ProgramChecks
{
    private const string Part = "programs";

    private static readonly (string Name, string Package, Standing Without, string Use)[] Programs =
    [
        ("bwrap", "bubblewrap", Standing.Missing, "builds sandboxes"),
        ("gpgv", "gpgv", Standing.Missing, "checks the signatures of archives"),
        ("unshare", "util-linux", Standing.Missing, "makes the room in which packages are finished"),
        ("mount", "mount", Standing.Missing, "joins the packages there"),
        ("xdg-dbus-proxy", "xdg-dbus-proxy", Standing.Reduced, "lets granted messages through to the desktop"),
        ("slirp4netns", "slirp4netns", Standing.Reduced, "connects sandboxes with the internet and not with this machine"),
    ];

    /// <summary>Looks at all of them.</summary>
    internal static IEnumerable<Finding> Run(Rooms rooms)
    {
        foreach ((string name, string package, Standing without, string use) in Programs)
        {
            string? program = rooms.FindProgram(name);
            yield return name == "slirp4netns" && program is not null && Tunnel(InternetStack.TunnelDevice) is { } refused ? refused
                : program is null
                ? new Finding(Part, name, without, $"is not installed; it {use}", $"apt-get install {package}")
                : Start(program) is { } version
                    ? new Finding(Part, name, Standing.Works, $"{version} ({program})")
                    : new Finding(Part, name, without, $"{program} does not start; it {use}", $"apt-get install --reinstall {package}");
        }
    }

    /// <summary>What slirp4netns needs besides itself; <see langword="null"/> if it is there.</summary>
    internal static Finding? Tunnel(string device) => InternetStack.WhyNoTunnel(device) is { } reason
        ? new Finding(Part, "slirp4netns", Standing.Reduced, $"{reason}; sandboxes cannot be connected with the internet alone", $"as root: {InternetStack.TunnelCure(device)}")
        : null;

    /// <summary>The first line of what <c>--version</c> prints; <see langword="null"/> if the program fails.</summary>
    private static string? Start(string program)
    {
        var start = new ProcessStartInfo(program, "--version") { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            string line = process.StandardOutput.ReadLine() ?? string.Empty;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? line.Trim() : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}

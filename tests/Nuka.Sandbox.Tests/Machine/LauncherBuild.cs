using System.Diagnostics;
using Nuka.Sandbox.Tests.Machine;

[assembly: AssemblyFixture(typeof(LauncherBuild))]

namespace Nuka.Sandbox.Tests.Machine;

/// <summary>The real launcher, built once for all tests by its own script.</summary>
public sealed class LauncherBuild : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("nuka-launcher-").FullName;

    public LauncherBuild()
    {
        Open(directory);
        Executable = Path.Combine(directory, "nuka");
        string script = Path.Combine(Checkout.Directory, "src/Nuka.Launcher/build.sh");
        Outcome outcome = Processes.Run(new ProcessStartInfo(script, [Executable, "0.1.0-test"]));
        Assert.True(outcome.Code == 0, outcome.Errors);
        Open(Executable);
    }

    public string Executable { get; }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    /// <summary>Lets other users read and enter: the same launcher serves the tests as an unprivileged user.</summary>
    internal static void Open(string path) =>
        File.SetUnixFileMode(path, (UnixFileMode)0x1ED);
}

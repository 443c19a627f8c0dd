using System.Diagnostics;
using Nuka.Sandbox.Tests.Machine;

[assembly: AssemblyFixture(typeof(LauncherBuild))]

namespace Nuka.Sandbox.Tests.Machine;

/// <summary>The real launcher, built once for all tests by its own script.</summary>
public sealed class LauncherBuild : IDisposable
{
    /// <summary>Names a launcher that is there already: a test that starts this very program again hands its own on.</summary>
    internal const string Variable = "NUKA_TEST_LAUNCHER";

    private readonly string directory = Directory.CreateTempSubdirectory("nuka-launcher-").FullName;

    public LauncherBuild()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } known)
        {
            Executable = known;
            return;
        }

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

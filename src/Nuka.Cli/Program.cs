using Nuka.Cli.Frame;

namespace Nuka.Cli;

/// <summary>The process: hands the system's streams, variables and signals to <see cref="CommandLine"/> and returns its exit code.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (arguments is ["--version"])
        {
            return CommandLine.PrintVersion(Console.OpenStandardOutput());
        }

        using var interruption = new Interruption(TimeProvider.System);
        int code = new CommandLine(SystemHost.Create(interruption.Token)).Run(arguments);
        return interruption.ExitCode ?? code;
    }
}

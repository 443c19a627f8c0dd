using System.Collections;
using System.Collections.Immutable;
using Nuka.Cli.Native;
using Nuka.Environments.Host;

namespace Nuka.Cli.Frame;

/// <summary>Makes the host of the real process. The one place of the product that reads the environment, the working directory and the
/// clock.</summary>
internal static class SystemHost
{
    /// <summary>Takes everything as it is now.</summary>
    internal static Host Create(CancellationToken cancellation)
    {
        ImmutableDictionary<string, string> variables = ReadEnvironment();
        KeepFromOddTimeZone(variables);
        return Create(variables, cancellation);
    }

    private static Host Create(ImmutableDictionary<string, string> variables, CancellationToken cancellation) => new()
    {
        Input = Console.OpenStandardInput(),
        Output = Console.OpenStandardOutput(),
        Error = Console.OpenStandardError(),
        Environment = variables,
        WorkingDirectory = ReadWorkingDirectory(),
        Clock = TimeProvider.System,
        TerminalColumns = static () => Terminal.Columns(Terminal.ErrorDescriptor),
        OutputIsTerminal = Terminal.IsTerminal(Terminal.OutputDescriptor),
        ProgramDirectory = AppContext.BaseDirectory,
        Cancellation = cancellation,
    };

    // .NET reads the local time zone when a program that it started ends, and it would wait for a pipe there, as would these programs.
    private static void KeepFromOddTimeZone(ImmutableDictionary<string, string> variables)
    {
        if (!variables.ContainsKey("TZ") && HostFile.Look("/etc/localtime").Oddity is not null)
        {
            Environment.SetEnvironmentVariable("TZ", "UTC0"); // tzset(3): a zone that no file describes
        }
    }

    private static ImmutableDictionary<string, string> ReadEnvironment()
    {
        var variables = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            variables[(string)entry.Key] = (string?)entry.Value ?? string.Empty;
        }

        return variables.ToImmutable();
    }

    private static string? ReadWorkingDirectory()
    {
        try
        {
            return Environment.CurrentDirectory;
        }
        catch (IOException)
        {
            return null; // It was removed under the shell.
        }
    }
}

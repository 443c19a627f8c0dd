using System.Collections;
using System.Collections.Immutable;
using Nuka.Cli.Native;

namespace Nuka.Cli.Frame;

/// <summary>Makes the host of the real process. The one place of the product that reads the environment, the working directory and the
/// clock.</summary>
internal static class SystemHost
{
    /// <summary>Takes everything as it is now.</summary>
    internal static Host Create(CancellationToken cancellation) => new()
    {
        Input = Console.OpenStandardInput(),
        Output = Console.OpenStandardOutput(),
        Error = Console.OpenStandardError(),
        Environment = ReadEnvironment(),
        WorkingDirectory = ReadWorkingDirectory(),
        Clock = TimeProvider.System,
        TerminalColumns = static () => Terminal.Columns(Terminal.ErrorDescriptor),
        OutputIsTerminal = Terminal.IsTerminal(Terminal.OutputDescriptor),
        ProgramDirectory = AppContext.BaseDirectory,
        Cancellation = cancellation,
    };

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

using System.Collections.Immutable;
using System.Text;
using Nuka.Cli.Frame;

namespace Nuka.Cli.Tests;

/// <summary>One run of the command line in this process, with everything from outside chosen by the test.</summary>
internal sealed record CommandLineRun(int ExitCode, string Output, string Error)
{
    /// <summary>Runs words without a terminal, with an empty environment and a home directory that does not exist.</summary>
    internal static CommandLineRun Of(params string[] words) => With(host => host, words);

    /// <summary>Runs words with a changed host.</summary>
    internal static CommandLineRun With(Func<Host, Host> change, params string[] words)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        Host host = change(new Host
        {
            Input = Stream.Null,
            Output = output,
            Error = error,
            Environment = ImmutableDictionary<string, string>.Empty.Add("HOME", "/home/nobody-at-all"),
            WorkingDirectory = "/",
            Clock = TimeProvider.System,
            TerminalColumns = () => 0,
            ProgramDirectory = AppContext.BaseDirectory,
        });
        int code = new CommandLine(host).Run(words);
        return new CommandLineRun(code, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
    }

    /// <summary>The run as a page to compare: words, code, both streams.</summary>
    internal string ToPage(params string[] words) =>
        $"$ nuka {string.Join(' ', words)}\n[exit {ExitCode}]\n--- stdout\n{Output}--- stderr\n{Error}";
}

using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Nuka.Cli.Output;
using Nuka.Platform.Errors;
using Nuka.Platform.Progress;

namespace Nuka.Cli.Frame;

/// <summary>What a command gets: everything from outside, the parsed values, and where to print. Rooms get from here what they may not ask
/// for.</summary>
internal sealed class CommandContext
{
    private readonly Host _host;
    private readonly Manner _manner;
    private readonly CommandPath _path;
    private readonly ParseResult _parsed;
    private readonly Talk _talk;
    private readonly Lazy<string> _workingDirectory;
    private readonly Lazy<string> _stateDirectory;

    internal CommandContext(Host host, Manner manner, CommandPath path, ParseResult parsed, Talk talk, DataWriter output)
    {
        (_host, _manner, _path, _parsed, _talk, Output) = (host, manner, path, parsed, talk, output);
        _workingDirectory = new(() => Places.WorkingDirectory(host, parsed.GetValue(path.Options.Directory)));
        _stateDirectory = new(() => Places.StateDirectory(host.Environment, host.WorkingDirectory, parsed.GetValue(path.Options.State)));
        Progress = manner.Verbosity == Verbosity.Quiet ? SilentProgress.Instance : new TalkProgress(talk, host.Clock);
    }

    /// <summary>Standard output: data, nothing else.</summary>
    internal DataWriter Output { get; }

    /// <summary>Standard input.</summary>
    internal Stream Input => _host.Input;

    /// <summary>Standard error, for what another program prints.</summary>
    internal Stream ErrorOutput => _host.Error;

    /// <summary>The absolute directory to work in: where nuka was started, or <c>-C</c>.</summary>
    internal string WorkingDirectory => _workingDirectory.Value;

    /// <summary>Whether that is the person's word: <c>-C</c>.</summary>
    internal bool IsDirectoryNamed => !string.IsNullOrEmpty(_parsed.GetValue(_path.Options.Directory));

    /// <summary>The absolute state directory; it need not exist yet.</summary>
    internal string StateDirectory => _stateDirectory.Value;

    /// <summary>The directory of nuka's own files.</summary>
    internal string ProgramDirectory => _host.ProgramDirectory;

    /// <summary>Another program's command line, of a command that takes one; see <see cref="NukaCommand.TakesCommand"/>.</summary>
    internal ImmutableArray<string> Tail { get; init; } = [];

    /// <summary>The environment variables.</summary>
    internal ImmutableDictionary<string, string> Environment => _host.Environment;

    /// <summary>The kernel's file on the processors.</summary>
    internal string ProcessorFile => _host.ProcessorFile;

    /// <summary>The clock.</summary>
    internal TimeProvider Clock => _host.Clock;

    /// <summary>Cancelled when the person interrupts.</summary>
    internal CancellationToken Cancellation => _host.Cancellation;

    /// <summary>Where rooms report the course of long work.</summary>
    internal IProgressSink Progress { get; }

    /// <summary>How much is said on standard error.</summary>
    internal Verbosity Verbosity => _manner.Verbosity;

    /// <summary>Whether the result is to be JSON.</summary>
    internal bool Json => _parsed.GetValue(_path.Options.Json);

    /// <summary>Whether the plan is to be printed and nothing changed.</summary>
    internal bool DryRun => _parsed.GetValue(_path.Options.DryRun);

    /// <summary>Whether nothing may be fetched.</summary>
    internal bool Offline => _parsed.GetValue(_path.Options.Offline);

    /// <summary>Whether what is printed for people on standard output is coloured.</summary>
    internal bool ColorOnOutput => _manner.ColorOnOutput;

    /// <summary>Whether talk is coloured.</summary>
    internal bool ColorOnError => _manner.ColorOnError;

    /// <summary>Whether standard output is a terminal.</summary>
    internal bool OutputIsTerminal => _host.OutputIsTerminal;

    /// <summary>The command's words as typed: <c>nuka source add</c>.</summary>
    internal string CommandPath => _path.Words;

    /// <summary>The value of an option of this command.</summary>
    internal T? Value<T>(Option<T> option) => _parsed.GetValue(option);

    /// <summary>The value of an argument of this command.</summary>
    internal T? Value<T>(Argument<T> argument) => _parsed.GetValue(argument);

    /// <summary>Whether an option was typed.</summary>
    internal bool Has(Option option) => _parsed.GetResult(option) is { Implicit: false };

    /// <summary>A path that the person typed, made absolute from <see cref="WorkingDirectory"/>.</summary>
    internal string FullPath(string path) => Path.GetFullPath(path, WorkingDirectory);

    /// <summary>Says one line on standard error, unless <c>-q</c>.</summary>
    internal void Say(string line)
    {
        if (Verbosity > Verbosity.Quiet)
        {
            _talk.WriteLine(line);
        }
    }

    /// <summary>Says one line on standard error with <c>-v</c>.</summary>
    internal void SayVerbose(string line)
    {
        if (Verbosity >= Verbosity.Verbose)
        {
            _talk.WriteLine(line);
        }
    }

    /// <summary>Shows a problem that does not end the command.</summary>
    internal void Show(Problem problem) => _talk.WriteLine(ProblemPage.Render(problem, ColorOnError));

    /// <summary>Ends what is on the terminal and on standard output, right before another program takes this process over.</summary>
    internal void Flush()
    {
        Output.Flush();
        _talk.Clear();
    }

    /// <summary>Prints a JSON array and a line end on standard output.</summary>
    /// <param name="items">What it holds.</param>
    /// <param name="write">Writes one of them.</param>
    internal void WriteJsonArray<T>(IEnumerable<T> items, Action<Utf8JsonWriter, T> write) => WriteJson(writer =>
    {
        writer.WriteStartArray();
        foreach (T item in items)
        {
            write(writer, item);
        }

        writer.WriteEndArray();
    });

    /// <summary>Prints one JSON value and a line end on standard output: indented for a terminal, else in one line.</summary>
    internal void WriteJson(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = OutputIsTerminal }))
        {
            write(writer);
        }

        Output.Write(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        Output.Write("\n"u8);
    }
}

using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nuka.Build.Logs;
using Nuka.Cli.Completions;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Platform.Errors;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka log PACKAGE</c>: what builds printed, also those that failed.</summary>
internal sealed class LogCommand : NukaCommand
{
    private readonly Argument<string?> package = new("PACKAGE")
    {
        Description = "the name of a package, the beginning of its PID, or the name of a build",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> list = new("--list") { Description = "show which logs are kept, the newest first" };
    private readonly Option<string?> search = new("--search") { HelpName = "TEXT", Description = "print the lines that have TEXT, or match it where it is /written so/, of all logs" };

    internal LogCommand(CommandEntry entry)
        : base(entry)
    {
        Syntax.Add(package);
        Syntax.Add(list);
        Syntax.Add(search);
    }

    /// <inheritdoc/>
    internal override NameKind? NamesOf(Symbol symbol) => symbol == package ? NameKind.Logged : null;

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka log jq", "what the last build of jq printed"),
        new("nuka log --list", "all logs, with how the builds ended"),
        new("nuka log --search /undefined reference to .*deflate/", "which build said so, and in which line"),
    ];

    /// <inheritdoc/>
    internal override string Details =>
        "Of each package, as it is identified by its PID, the log of the last build is kept, until `nuka gc --older-than` or `--keep` removes it. "
        + "The log of a build that runs can be read as well.";

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        LogShelf shelf = new(rooms.State.Logs);
        string? named = context.Value(package);
        if (context.Value(search) is { } text)
        {
            return Task.FromResult(Search(context, named is null ? shelf.List() : shelf.Find(named), text));
        }

        if (named is not null && !context.Value(list))
        {
            Print(context, shelf.Find(named)[0]);
        }
        else
        {
            List(context, named is null ? shelf.List() : shelf.Find(named));
        }

        return Task.FromResult(ExitCodes.Done);
    }

    private static void Print(CommandContext context, KeptLog log)
    {
        if (context.Json)
        {
            context.WriteJson(json =>
            {
                json.WriteStartObject();
                WriteFields(json, log);
                json.WriteStartArray("lines");
                foreach (string line in LogShelf.Lines(log))
                {
                    json.WriteStringValue(line);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
            return;
        }

        context.Say(PrintableText.From($"{log.Name} {log.Version}: {Ended(log)}, begun {Time(log)}"));
        if (context.OutputIsTerminal)
        {
            foreach (string line in LogShelf.Lines(log))
            {
                context.Output.WriteLine(PrintableText.From(line));
            }
        }
        else
        {
            using Stream text = LogShelf.Open(log);
            text.CopyTo(context.Output.Stream);
        }
    }

    private static void List(CommandContext context, ImmutableArray<KeptLog> logs)
    {
        if (context.Json)
        {
            context.WriteJsonArray(logs, (json, log) =>
            {
                json.WriteStartObject();
                WriteFields(json, log);
                json.WriteEndObject();
            });
            return;
        }

        int name = logs.Select(log => log.Name.Length).DefaultIfEmpty().Max();
        int version = logs.Select(log => log.Version.Length).DefaultIfEmpty().Max();
        foreach (KeptLog log in logs)
        {
            context.Output.WriteLine(PrintableText.From($"{log.Name.PadRight(name)}  {log.Version.PadRight(version)}  {log.Pid.ToString()[..12]}  {Time(log)}  {Ended(log)}"));
        }

        if (logs.IsEmpty)
        {
            context.Say("no log is kept: nothing was built here");
        }
    }

    private static int Search(CommandContext context, ImmutableArray<KeptLog> logs, string text)
    {
        Regex pattern = Pattern(text);
        IEnumerable<(KeptLog Log, int Number, string Line)> found =
            logs.SelectMany(log => LogShelf.Lines(log).Select((line, index) => (log, index + 1, line))).Where(one => pattern.IsMatch(one.line));
        int count = 0;
        if (context.Json)
        {
            context.WriteJsonArray(found, (json, one) =>
            {
                count++;
                json.WriteStartObject();
                WriteFields(json, one.Log);
                json.WriteNumber("line", one.Number);
                json.WriteString("text", one.Line);
                json.WriteEndObject();
            });
        }
        else
        {
            foreach ((KeptLog log, int number, string line) in found)
            {
                count++;
                context.Output.WriteLine(PrintableText.From(string.Create(CultureInfo.InvariantCulture, $"{log.Name} {log.Version}:{number}: {line}")));
            }
        }

        if (count == 0)
        {
            context.Say("no line of any log has it");
        }

        return count > 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    // An expression that would have to go back is refused, so that no line takes longer than its length.
    private static Regex Pattern(string text)
    {
        bool isExpression = text.Length > 2 && text[0] == '/' && text[^1] == '/';
        try
        {
            return new Regex(isExpression ? text[1..^1] : Regex.Escape(text), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new UsageException(new Problem("cli/bad-value", $"`{text}` is no expression that can be searched for")
            {
                Reasons = [error.Message],
                Hints = ["leave the slashes out to search for the text as it is"],
            });
        }
    }

    private static void WriteFields(Utf8JsonWriter json, KeptLog log)
    {
        json.WriteString("build", log.Build);
        json.WriteString("name", log.Name);
        json.WriteString("version", log.Version);
        json.WriteString("pid", log.Pid.ToString());
        json.WriteString("began", log.Began.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        json.WriteString("outcome", Word(log.Outcome));
        if (log.Took is { } took)
        {
            json.WriteNumber("seconds", took.TotalSeconds);
        }
        else
        {
            json.WriteNull("seconds");
        }
    }

    private static string Time(KeptLog log) => log.Began.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static string Ended(KeptLog log) => log.Took is { } took ? $"{Word(log.Outcome)} after {Quantity.Duration(took)}" : Word(log.Outcome);

    private static string Word(BuildOutcome outcome) => outcome switch
    {
        BuildOutcome.Running => "running",
        BuildOutcome.Failed => "failed",
        BuildOutcome.Built => "built",
        _ => "interrupted",
    };
}

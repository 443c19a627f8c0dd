using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Cli.Explanations;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Platform.Errors;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka explain CODE</c>: the cause and the cure of an error.</summary>
internal sealed class ExplainCommand : NukaCommand
{
    private const int Columns = 100;

    private readonly Argument<string> code = new("CODE") { Description = "what stands in brackets behind `error`: store/disk-full" };

    internal ExplainCommand(CommandEntry entry)
        : base(entry)
    {
        code.CompletionSources.Add(_ => ErrorPages.Read().Select(known => new System.CommandLine.Completions.CompletionItem(known.Code)));
        Syntax.Add(code);
    }

    /// <inheritdoc/>
    internal override string Details => "It prints what docs/reference/errors says. The room in front of the slash may be left out.";

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka explain store/disk-full", "the cause and the cure of an error"),
        new("nuka explain disk-full --json", "of every error of that name, as data"),
    ];

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context)
    {
        string typed = context.Value(code)!;
        ImmutableArray<ErrorEntry> found = ErrorPages.Find(ErrorPages.Read(), typed, out bool isExact);
        if (!isExact)
        {
            throw Unknown(typed, found).ToException();
        }

        if (context.Json)
        {
            context.WriteJsonArray(found, (writer, entry) =>
            {
                writer.WriteStartObject();
                writer.WriteString("code", entry.Code);
                writer.WriteString("cause", entry.Cause);
                writer.WriteString("cure", entry.Cure);
                writer.WriteEndObject();
            });
            return Task.FromResult(ExitCodes.Done);
        }

        Palette palette = new(context.ColorOnOutput);
        context.Output.WriteLine(string.Join("\n\n", found.Select(entry => string.Join(
            "\n\n",
            palette.Paint(Style.Bold, entry.Code),
            Paragraphs.Fill($"Cause: {entry.Cause}", Columns),
            Paragraphs.Fill($"Cure: {entry.Cure}", Columns)))));
        return Task.FromResult(ExitCodes.Done);
    }

    private static Problem Unknown(string typed, ImmutableArray<ErrorEntry> near) =>
        new("cli/unknown-code", $"no error of nuka has the code `{typed}`")
        {
            Hints = near.IsEmpty
                ? ["the code is what stands in brackets behind `error`, such as store/disk-full"]
                : [.. near.Take(ProblemPage.MaximumHints).Select(entry => $"try: nuka explain {entry.Code}")],
        };
}

using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using Nuka.Cli.Frame;

namespace Nuka.Cli.Output;

/// <summary>The help page of a command: one line, the usage, the arguments and options, examples.</summary>
internal static class HelpPage
{
    private const int IndentColumns = 2;
    private const int GapColumns = 2;
    private const int MaximumTermColumns = 28;

    private static readonly ImmutableArray<Example> RootExamples =
    [
        new("nuka exec npm start", "run this project's own command in the system it needs"),
        new("nuka doctor", "see what this machine can do, and the cure for what it cannot"),
    ];

    /// <summary>The page, ended by a line end.</summary>
    internal static string Render(CommandPath path, bool colored)
    {
        var palette = new Palette(colored);
        var page = new StringBuilder();
        Command? syntax = path.Last?.Syntax;
        page.Append(syntax?.Description ?? "Run a project in the system it needs; one file of anything is kept once").Append("\n\n");
        page.Append(palette.Paint(Style.Bold, "usage:")).Append(' ').Append(CommandUsage.Line(path.Words, syntax, path.Choices)).Append('\n');
        if (path.Last is { Details.Length: > 0 } detailed)
        {
            page.Append('\n').Append(detailed.Details).Append('\n');
        }

        AppendTerms(page, palette, "commands", path.Choices.Select(entry => (entry.Name, entry.Summary)));
        AppendTerms(page, palette, "arguments", CommandUsage.Arguments(syntax));
        AppendTerms(page, palette, "options", CommandUsage.Options(syntax));
        AppendTerms(page, palette, "options everywhere", path.Options.All.Select(CommandUsage.Term));
        AppendExamples(page, palette, path.Last?.Examples ?? RootExamples);
        return page.ToString();
    }

    private static void AppendExamples(StringBuilder page, Palette palette, ImmutableArray<Example> examples)
    {
        page.Append('\n').Append(palette.Paint(Style.Bold, "examples:")).Append('\n');
        foreach (Example example in examples)
        {
            page.Append(' ', IndentColumns).Append(example.Line).Append('\n');
            page.Append(' ', 3 * IndentColumns).Append(example.Does).Append('\n');
        }
    }

    private static void AppendTerms(StringBuilder page, Palette palette, string heading, IEnumerable<(string Term, string Meaning)> terms)
    {
        (string Term, string Meaning)[] rows = [.. terms];
        if (rows.Length == 0)
        {
            return;
        }

        int width = Math.Min(MaximumTermColumns, rows.Max(row => row.Term.Length)) + GapColumns;
        page.Append('\n').Append(palette.Paint(Style.Bold, heading + ":")).Append('\n');
        foreach ((string term, string meaning) in rows)
        {
            page.Append(' ', IndentColumns).Append(term);
            if (term.Length + GapColumns > width)
            {
                page.Append('\n').Append(' ', IndentColumns + width);
            }
            else
            {
                page.Append(' ', width - term.Length);
            }

            page.Append(meaning).Append('\n');
        }
    }
}

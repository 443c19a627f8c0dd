using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using Nuka.Cli.Frame;

namespace Nuka.Cli.Manual;

/// <summary>Writes a manual page in the macros of man(7), one for nuka and one for each command: <c>nuka-source-add.1</c>.</summary>
internal static class ManualPage
{
    /// <summary>The name of a command's page.</summary>
    internal static string FileName(CommandNode node) => node.Words.Replace(' ', '-') + ".1";

    /// <summary>The page. It holds no date, so that the same sources give the same bytes.</summary>
    internal static string Write(CommandNode node, ImmutableArray<Option> everywhere)
    {
        string name = node.Words.Replace(' ', '-');
        var page = new StringBuilder($".TH {name.ToUpperInvariant()} 1 \"\" nuka \"nuka manual\"\n");
        page.Append(".SH NAME\n").Append(Text(name)).Append(" \\- ").Append(Text(node.Summary)).Append('\n');
        ImmutableArray<CommandEntry> choices = node.Command is null ? CommandTable.Entries : node.Command.Children;
        page.Append(".SH SYNOPSIS\n").Append(Text(CommandUsage.Line(node.Words, node.Command?.Syntax, choices))).Append('\n');
        if (node.Command is { Details.Length: > 0 } command)
        {
            page.Append(".SH DESCRIPTION\n").Append(Text(command.Details)).Append('\n');
        }

        AppendTerms(page, "COMMANDS", node.Children.Select(child => (child.Words, child.Summary)));
        AppendTerms(page, "ARGUMENTS", CommandUsage.Arguments(node.Command?.Syntax));
        AppendTerms(page, "OPTIONS", CommandUsage.Options(node.Command?.Syntax));
        AppendTerms(page, "OPTIONS EVERYWHERE", everywhere.Select(CommandUsage.Term));
        AppendTerms(page, "EXIT STATUS", [("0", "it was done"), ("1", "it could not be done, or a check found something"),
            ("2", "the command was wrong"), ("130", "interrupted")]);
        if (node.Command is { } described)
        {
            AppendTerms(page, "EXAMPLES", described.Examples.Select(example => (example.Line, example.Does)));
        }

        return page.ToString();
    }

    private static void AppendTerms(StringBuilder page, string heading, IEnumerable<(string Term, string Meaning)> terms)
    {
        (string Term, string Meaning)[] rows = [.. terms];
        if (rows.Length == 0)
        {
            return;
        }

        page.Append(".SH ").Append(heading).Append('\n');
        foreach ((string term, string meaning) in rows)
        {
            page.Append(".TP\n.B ").Append(Text(term)).Append('\n').Append(Text(meaning)).Append('\n');
        }
    }

    // A backslash begins an escape, a hyphen would become a typographic one, and a line must not begin with a control character.
    private static string Text(string text)
    {
        string escaped = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);
        return string.Join('\n', escaped.Split('\n').Select(line => line.StartsWith('.') || line.StartsWith('\'') ? "\\&" + line : line));
    }
}

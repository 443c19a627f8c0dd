using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using Nuka.Cli.Frame;

namespace Nuka.Cli.Manual;

/// <summary>Writes docs/reference/commands.md from the definitions of the commands.</summary>
internal static class ReferencePage
{
    /// <summary>The page.</summary>
    internal static string Write(CommandNode root, ImmutableArray<Option> everywhere)
    {
        var page = new StringBuilder("# Commands\n\nWritten from the definitions of the commands by their tests; ");
        page.Append("`nuka COMMAND --help` says the same.\n\n");
        page.Append("| command | does |\n|---|---|\n");
        foreach (CommandNode node in root.All.Skip(1))
        {
            page.Append("| [`").Append(node.Words).Append("`](#").Append(node.Words.Replace(' ', '-')).Append(") | ");
            page.Append(node.Summary.Replace("|", "\\|", StringComparison.Ordinal)).Append(" |\n");
        }

        page.Append("\n## Options everywhere\n");
        AppendTerms(page, everywhere.Select(CommandUsage.Term));
        foreach (CommandNode node in root.All.Skip(1))
        {
            AppendCommand(page, node);
        }

        return page.ToString();
    }

    private static void AppendCommand(StringBuilder page, CommandNode node)
    {
        NukaCommand command = node.Command!;
        page.Append("\n## ").Append(node.Words).Append("\n\n").Append(node.Summary).Append(".\n");
        page.Append("\n```\n").Append(CommandUsage.Line(node.Words, command.Syntax, command.Children)).Append("\n```\n");
        if (command.Details.Length > 0)
        {
            page.Append('\n').Append(command.Details).Append('\n');
        }

        AppendTerms(page, CommandUsage.Arguments(command.Syntax).Concat(CommandUsage.Options(command.Syntax)));
        foreach (Example example in command.Examples)
        {
            page.Append('\n').Append(char.ToUpperInvariant(example.Does[0])).Append(example.Does.AsSpan(1)).Append(":\n\n```sh\n");
            page.Append(example.Line).Append("\n```\n");
        }
    }

    private static void AppendTerms(StringBuilder page, IEnumerable<(string Term, string Meaning)> terms)
    {
        string separator = "\n";
        foreach ((string term, string meaning) in terms)
        {
            page.Append(separator).Append("- `").Append(term).Append("`: ").Append(meaning).Append('\n');
            separator = string.Empty;
        }
    }
}

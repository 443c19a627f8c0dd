using System.CommandLine;
using System.Text;
using Nuka.Cli.Frame;

namespace Nuka.Cli.Completions;

/// <summary>The completion module for Nushell: one <c>extern</c> for each command.</summary>
internal static class NushellScript
{
    // The line so far is cut at spaces: the last word is completed, and the options that name directories are handed on.
    private const string Ask = """
        def nuka-ask [kind: string, line: string] {
            let words = ($line | split row -r '\s+')
            let places = ($words | window 2 | where {|pair| $pair.0 in ["-C" "--directory" "--state"] } | flatten)
            let joined = ($words | where {|word| $word =~ '^--(directory|state)=' })
            ^nuka ...$places ...$joined complete $kind ($words | last) | complete | get stdout | lines
        }

        """;

    /// <summary>The module.</summary>
    internal static string Write(CommandNode root, IReadOnlyList<Option> everywhere)
    {
        var script = new StringBuilder("# Nushell completion for nuka; written by `nuka completions nushell`\n").Append(Ask);
        foreach (CommandNode node in root.All)
        {
            Option[] options = [.. node.Options, .. everywhere];
            foreach (Symbol symbol in node.Arguments.Cast<Symbol>().Concat(options.Where(CommandUsage.TakesValue))
                .Where(symbol => Choices.Words(symbol).Count > 0))
            {
                script.Append("def \"").Append(Completer(node, symbol)).Append("\" [] { [").AppendJoin(' ', Choices.Words(symbol)).Append("] }\n");
            }

            foreach (Symbol symbol in node.Arguments.Cast<Symbol>().Concat(options))
            {
                if (Choices.Asked(node, symbol) is { } asked)
                {
                    script.Append("def \"").Append(Completer(node, symbol)).Append("\" [context: string] { nuka-ask ").Append(asked).Append(" $context }\n");
                }
            }

            AppendExtern(script, node, options);
        }

        return script.ToString();
    }

    private static void AppendExtern(StringBuilder script, CommandNode node, Option[] options)
    {
        script.Append("# ").Append(node.Summary).Append("\nexport extern \"").Append(node.Words).Append("\" [\n");
        foreach (Argument argument in node.Arguments)
        {
            string name = argument.Name.ToLowerInvariant();
            bool many = argument.Arity.MaximumNumberOfValues > 1;
            string optional = !many && argument.Arity.MinimumNumberOfValues == 0 ? "?" : string.Empty;
            script.Append("    ").Append(many ? "..." : string.Empty).Append(name).Append(optional).Append(": ")
                .Append(Kind(node, argument, "string"));
            script.Append(" # ").Append(argument.Description).Append('\n');
        }

        foreach (Option option in options)
        {
            string? shortName = option.Aliases.Prepend(option.Name).FirstOrDefault(name => name.Length == 2);
            string? longName = option.Aliases.Prepend(option.Name).FirstOrDefault(name => name.StartsWith("--", StringComparison.Ordinal));
            script.Append("    ").Append(longName ?? shortName);
            script.Append(longName is not null && shortName is not null ? $"({shortName})" : string.Empty);
            script.Append(CommandUsage.TakesValue(option) ? ": " + Kind(node, option, "path") : string.Empty);
            script.Append(" # ").Append(option.Description).Append('\n');
        }

        script.Append("]\n");
    }

    private static string Kind(CommandNode node, Symbol symbol, string free) =>
        Choices.Words(symbol).Count > 0 || Choices.Asked(node, symbol) is not null ? $"string@\"{Completer(node, symbol)}\"" : free;

    private static string Completer(CommandNode node, Symbol symbol) => $"{node.Words} {symbol.Name.TrimStart('-').ToLowerInvariant()} words";
}

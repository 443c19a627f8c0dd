using System.CommandLine;
using System.Text;
using Nuka.Cli.Frame;

namespace Nuka.Cli.Completions;

/// <summary>The completion script for fish.</summary>
internal static class FishScript
{
    /// <summary>The script.</summary>
    internal static string Write(CommandNode root, IReadOnlyList<Option> everywhere)
    {
        var script = new StringBuilder("# fish completion for nuka; written by `nuka completions fish`\n");
        AppendPlace(script, root, everywhere);
        script.Append("complete -c nuka -f\n");
        foreach (Option option in everywhere)
        {
            AppendOption(script, string.Empty, option, asked: null);
        }

        foreach (CommandNode node in root.All)
        {
            string condition = $" -n '__nuka_at \"{node.Words}\"'";
            foreach (CommandNode child in node.Children)
            {
                script.Append("complete -c nuka").Append(condition).Append(" -a ").Append(child.Name).Append(" -d ").Append(Quote(child.Summary))
                    .Append('\n');
            }

            foreach (string word in node.Arguments.SelectMany(Choices.Words))
            {
                script.Append("complete -c nuka").Append(condition).Append(" -a ").Append(word).Append('\n');
            }

            foreach (Option option in node.Options)
            {
                AppendOption(script, condition, option, Choices.Asked(node, option));
            }

            if (Choices.Asked(node) is { } asked)
            {
                script.Append("complete -c nuka").Append(condition).Append(" -a '(__nuka_ask ").Append(asked).Append(")'\n");
            }
        }

        script.Append("complete -c nuka -n '__nuka_at \"nuka exec\"' -a '(__fish_complete_command)'\n");
        return script.Append("complete -c nuka -n '__nuka_at \"\"' -F\n").ToString();
    }

    // A function that succeeds when the words before the cursor name exactly the given command; "" after the program of `exec`.
    private static void AppendPlace(StringBuilder script, CommandNode root, IReadOnlyList<Option> everywhere)
    {
        IEnumerable<string> values = everywhere.Concat(root.All.SelectMany(node => node.Options)).Where(CommandUsage.TakesValue).SelectMany(Names)
            .Distinct();
        script.Append("set -g __nuka_commands ").AppendJoin(' ', root.All.Skip(1).Select(node => Quote(node.Words))).Append('\n');
        script.Append("set -g __nuka_values ").AppendJoin(' ', values).Append('\n');
        script.Append("""
            function __nuka_at
                set -l where nuka
                set -l skip 0
                for word in (commandline -opc)[2..-1]
                    if test $skip = 1
                        set skip 0
                    else if test "$word" = --
                        set where ''
                        break
                    else if string match -q -- '-*' $word
                        contains -- $word $__nuka_values; and set skip 1
                    else if contains -- "$where $word" $__nuka_commands
                        set where "$where $word"
                    else if test "$where" = 'nuka exec'
                        set where ''
                        break
                    end
                end
                test "$where" = "$argv[1]"
            end
            function __nuka_ask
                set -l typed (commandline -opc)
                set -l places
                for at in (seq 2 (count $typed))
                    if contains -- $typed[$at] -C --directory --state; and set -q typed[(math $at + 1)]
                        set -a places $typed[$at] (string replace -r '^~/' "$HOME/" -- $typed[(math $at + 1)])
                    else if string match -qr -- '^--(directory|state)=' $typed[$at]
                        set -a places $typed[$at]
                    end
                end
                set -l nuka (string replace -r '^~/' "$HOME/" -- $typed[1])
                $nuka $places complete $argv[1] (commandline -ct) 2>/dev/null
            end

            """);
    }

    private static void AppendOption(StringBuilder script, string condition, Option option, string? asked)
    {
        script.Append("complete -c nuka").Append(condition);
        foreach (string name in Names(option))
        {
            script.Append(name.StartsWith("--", StringComparison.Ordinal) ? " -l " + name[2..] : " -s " + name[1..]);
        }

        if (CommandUsage.TakesValue(option))
        {
            IReadOnlyList<string> words = Choices.Words(option);
            script.Append(asked is not null ? $" -x -a '(__nuka_ask {asked})'" : words.Count > 0 ? $" -x -a {Quote(string.Join(' ', words))}" : Choices.IsDirectory(option)
                ? " -x -a '(__fish_complete_directories)'" : " -r -F");
        }

        script.Append(" -d ").Append(Quote(option.Description ?? string.Empty)).Append('\n');
    }

    private static string Quote(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    private static IEnumerable<string> Names(Option option) => option.Aliases.Prepend(option.Name);
}

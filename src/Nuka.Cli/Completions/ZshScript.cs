using System.CommandLine;
using System.Text;
using Nuka.Cli.Frame;

namespace Nuka.Cli.Completions;

/// <summary>The completion script for zsh.</summary>
internal static class ZshScript
{
    private const string Walk = """
            local word previous at skip= where=nuka asked=
            local -a places
            for (( at = 2; at < CURRENT; at++ )); do
                word=${words[at]}
                if [[ -n $skip ]]; then skip=; continue; fi
                if [[ $word == -- ]]; then where=; break; fi
                if [[ $word == -C || $word == --directory || $word == --state ]]; then places+=($word ${${(Q)words[at+1]}/#\~\//$HOME/}); fi
                if [[ $word == --directory=* || $word == --state=* ]]; then places+=(${(Q)word}); fi
                if [[ $word == -* ]]; then (( ${+_nuka_values[$where $word]} || ${+_nuka_values[* $word]} )) && skip=1; continue; fi
                if (( ${+_nuka_commands[$where $word]} )); then where="$where $word"; elif [[ $where == 'nuka exec' ]]; then where=; break; fi
            done
            if [[ -z $where ]]; then _normal; return; fi
            previous=${words[CURRENT-1]}
            local kind=${_nuka_values[$where $previous]:-${_nuka_values[* $previous]}}
            case $kind in
                '') ;;
                directory) _files -/; return ;;
                file) _files; return ;;
                asked:*) _nuka_ask ${kind#asked:}; return ;;
                *) compadd -- ${=kind}; return ;;
            esac
            local -a commands options

        """;

    private const string Ask = """
        _nuka_ask() {
            local -a names
            names=(${(f)"$(${${(Q)words[1]}/#\~\//$HOME/} $places complete $1 ${(Q)words[CURRENT]} 2>/dev/null)"})
            (( $#names )) && compadd -- $names
        }

        """;

    /// <summary>The script.</summary>
    internal static string Write(CommandNode root, IReadOnlyList<Option> everywhere)
    {
        var script = new StringBuilder("#compdef nuka\n# zsh completion for nuka; written by `nuka completions zsh`\n");
        script.Append("typeset -gA _nuka_commands _nuka_values\n_nuka_commands=(\n");
        foreach (CommandNode node in root.All.Skip(1))
        {
            script.Append("    ").Append(Quote(node.Words)).Append(" 1\n");
        }

        script.Append(")\n_nuka_values=(\n");
        AppendValues(script, "*", everywhere, static _ => null);
        foreach (CommandNode node in root.All)
        {
            AppendValues(script, node.Words, node.Options, option => Choices.Asked(node, option));
        }

        script.Append(")\n").Append(Ask).Append("_nuka() {\n").Append(Walk).Append("    case $where in\n");
        foreach (CommandNode node in root.All)
        {
            AppendCase(script, node, everywhere);
        }

        script.Append("    esac\n    (( $#commands )) && _describe -t commands command commands\n");
        script.Append("    [[ ${words[CURRENT]} == -* ]] && _describe -o -t options option options\n");
        script.Append("    [[ -n $asked && ${words[CURRENT]} != -* ]] && _nuka_ask $asked\n");
        script.Append("    [[ $where == 'nuka exec' ]] && _command_names -e\n    return 0\n}\n");
        return script.Append("(( ${+functions[compdef]} )) && compdef _nuka nuka\n").ToString();
    }

    private static void AppendCase(StringBuilder script, CommandNode node, IReadOnlyList<Option> everywhere)
    {
        script.Append("        ").Append(Quote(node.Words)).Append(")\n            commands=(");
        IEnumerable<string> commands = node.Children.Select(child => Item(child.Name, child.Summary))
            .Concat(node.Arguments.SelectMany(Choices.Words).Select(word => Item(word, string.Empty)));
        script.AppendJoin(' ', commands).Append(")\n            options=(");
        script.AppendJoin(' ', node.Options.Concat(everywhere)
            .SelectMany(option => Names(option).Select(name => Item(name, option.Description ?? string.Empty))));
        script.Append(")\n            asked=").Append(Choices.Asked(node)).Append("\n            ;;\n");
    }

    private static void AppendValues(StringBuilder script, string words, IEnumerable<Option> options, Func<Option, string?> asked)
    {
        foreach (Option option in options.Where(CommandUsage.TakesValue))
        {
            IReadOnlyList<string> choices = Choices.Words(option);
            string kind = asked(option) is { } names ? $"asked:{names}" : choices.Count > 0 ? string.Join(' ', choices) : Choices.IsDirectory(option) ? "directory" : "file";
            foreach (string name in Names(option))
            {
                script.Append("    ").Append(Quote($"{words} {name}")).Append(' ').Append(Quote(kind)).Append('\n');
            }
        }
    }

    private static string Item(string name, string meaning) =>
        Quote(name.Replace(":", "\\:", StringComparison.Ordinal) + (meaning.Length > 0 ? ":" + meaning : string.Empty));

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static IEnumerable<string> Names(Option option) => option.Aliases.Prepend(option.Name);
}

using System.CommandLine;
using System.Text;
using Nuka.Cli.Frame;

namespace Nuka.Cli.Completions;

/// <summary>The completion script for bash.</summary>
internal static class BashScript
{
    // bash cuts words at colons and equals signs; `typed` has names with colons and `--option=value` whole again, where the value that is being typed
    // stands as a word of its own. What nuka answers is never read as shell code, and the part of it before the last colon is there already.
    private const string Ask = """
        _nuka_ask() {
            local whole=${typed[${#typed[@]}-1]}
            mapfile -t COMPREPLY < <("$nuka" "${places[@]}" complete "$1" "$whole" 2>/dev/null)
            COMPREPLY=("${COMPREPLY[@]#"${whole%"${whole##*:}"}"}")
        }

        """;

    private const string Walk = """
            local word at path=nuka skip= piece joined= nuka=${COMP_WORDS[0]/#\~\//$HOME/}
            local -a typed=() places=()
            for piece in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
                if [[ $piece == = && ${typed[${#typed[@]}-1]} == --?* && ${typed[${#typed[@]}-1]} != *=* ]]; then
                    typed[${#typed[@]}-1]+=$piece; joined=1; continue
                fi
                if [[ -n $joined || ( $piece == : && ${#typed[@]} -gt 1 ) ]]; then typed[${#typed[@]}-1]+=$piece; else typed+=("$piece"); fi
                if [[ $piece == : ]]; then joined=1; else joined=; fi
            done
            word=${typed[${#typed[@]}-1]}
            if [[ $word == --?*=* ]]; then typed[${#typed[@]}-1]=${word%%=*}; typed+=("${word#*=}"); fi
            for (( at = 1; at < ${#typed[@]} - 1; at++ )); do
                word=${typed[at]}
                if [[ -n $skip ]]; then skip=; continue; fi
                if [[ $word == -- ]]; then path=; break; fi
                if [[ $word == -C || $word == --directory || $word == --state ]]; then places+=("$word" "${typed[at+1]/#\~\//$HOME/}"); fi
                if [[ $word == --directory=* || $word == --state=* ]]; then places+=("$word"); fi
                if [[ $word == -* ]]; then _nuka_takes_value "$path" "$word" && skip=1; continue; fi
                if _nuka_is_command "$path $word"; then path="$path $word"; elif [[ $path == 'nuka exec' ]]; then path=; break; fi
            done
            COMPREPLY=()
            local current=${COMP_WORDS[COMP_CWORD]#=} previous=
            (( ${#typed[@]} > 1 )) && previous=${typed[${#typed[@]}-2]}
            if [[ -z $path ]]; then COMPREPLY=($(compgen -c -f -- "$current")); return; fi

        """;

    /// <summary>The script.</summary>
    internal static string Write(CommandNode root, IReadOnlyList<Option> everywhere)
    {
        var script = new StringBuilder("# bash completion for nuka; written by `nuka completions bash`\n");
        AppendPredicates(script, root, everywhere);
        script.Append(Ask).Append("_nuka() {\n").Append(Walk);
        AppendValues(script, root, everywhere);
        script.Append("    local words\n    case $path in\n");
        foreach (CommandNode node in root.All)
        {
            IEnumerable<string> words = node.Children.Select(child => child.Name)
                .Concat(node.Arguments.SelectMany(Choices.Words))
                .Concat(node.Options.Concat(everywhere).SelectMany(Names));
            script.Append("        '").Append(node.Words).Append("') words='").AppendJoin(' ', words).Append("' ;;\n");
        }

        script.Append("    esac\n    local asked=\n    case $path in\n");
        foreach (CommandNode node in root.All.Where(node => Choices.Asked(node) is not null))
        {
            script.Append("        '").Append(node.Words).Append("') asked=").Append(Choices.Asked(node)).Append(" ;;\n");
        }

        script.Append("    esac\n    [[ -n $asked && $current != -* ]] && _nuka_ask $asked\n");
        script.Append("    COMPREPLY+=($(compgen -W \"$words\" -- \"$current\"))\n");
        script.Append("    [[ $path == 'nuka exec' && $current != -* ]] && COMPREPLY+=($(compgen -c -- \"$current\"))\n}\n");
        return script.Append("complete -o default -F _nuka nuka\n").ToString();
    }

    private static void AppendPredicates(StringBuilder script, CommandNode root, IReadOnlyList<Option> everywhere)
    {
        script.Append("_nuka_is_command() {\n    case $1 in\n");
        foreach (CommandNode node in root.All.Skip(1))
        {
            script.Append("        '").Append(node.Words).Append("') return 0 ;;\n");
        }

        script.Append("    esac\n    return 1\n}\n_nuka_takes_value() {\n    case \"$1 $2\" in\n");
        foreach (string name in everywhere.Where(CommandUsage.TakesValue).SelectMany(Names))
        {
            script.Append("        *' ").Append(name).Append("') return 0 ;;\n");
        }

        foreach ((CommandNode node, Option option) in OptionsWithValue(root))
        {
            script.Append("        ").AppendJoin('|', Names(option).Select(name => $"'{node.Words} {name}'")).Append(") return 0 ;;\n");
        }

        script.Append("    esac\n    return 1\n}\n");
    }

    private static void AppendValues(StringBuilder script, CommandNode root, IReadOnlyList<Option> everywhere)
    {
        script.Append("    case \"$path $previous\" in\n");
        foreach (Option option in everywhere.Where(CommandUsage.TakesValue))
        {
            AppendValue(script, string.Join('|', Names(option).Select(name => $"*' {name}'")), option, asked: null);
        }

        foreach ((CommandNode node, Option option) in OptionsWithValue(root))
        {
            AppendValue(script, string.Join('|', Names(option).Select(name => $"'{node.Words} {name}'")), option, Choices.Asked(node, option));
        }

        script.Append("    esac\n");
    }

    private static void AppendValue(StringBuilder script, string pattern, Option option, string? asked)
    {
        if (asked is not null)
        {
            script.Append("        ").Append(pattern).Append(") _nuka_ask ").Append(asked).Append("; return ;;\n");
            return;
        }

        IReadOnlyList<string> words = Choices.Words(option);
        string generate = words.Count > 0 ? $"-W '{string.Join(' ', words)}'" : Choices.IsDirectory(option) ? "-d" : "-f";
        script.Append("        ").Append(pattern).Append(") COMPREPLY=($(compgen ").Append(generate).Append(" -- \"$current\")); return ;;\n");
    }

    private static IEnumerable<(CommandNode Node, Option Option)> OptionsWithValue(CommandNode root) =>
        root.All.SelectMany(node => node.Options.Where(CommandUsage.TakesValue).Select(option => (node, option)));

    private static IEnumerable<string> Names(Option option) => option.Aliases.Prepend(option.Name);
}

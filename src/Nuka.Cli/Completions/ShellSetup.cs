namespace Nuka.Cli.Completions;

/// <summary>
/// The lines by which a shell finds what a profile shows: programs on the PATH; manual pages, of which an empty word in MANPATH stands for all others; and in
/// XDG_DATA_DIRS desktop files and completions of bash and fish. A variable that already begins so is left alone.
/// </summary>
internal static class ShellSetup
{
    /// <summary>For bash.</summary>
    internal static string Bash(string current) => Posix(current);

    /// <summary>For zsh, which looks for completions by a list of its own.</summary>
    internal static string Zsh(string current) => Posix(current)
        + $"fpath=({Quote($"{current}/share/zsh/site-functions")} ${{fpath:#{Quote($"{current}/share/zsh/site-functions")}}})\n";

    /// <summary>For fish.</summary>
    internal static string Fish(string current)
    {
        string bin = FishQuote($"{current}/bin");
        string share = FishQuote($"{current}/share");
        string man = FishQuote($"{current}/share/man");
        string completions = FishQuote($"{current}/share/fish/vendor_completions.d");
        return $"""
            # nuka: what is installed in the profile
            contains -- {bin} $PATH; or set -gx PATH {bin} $PATH
            set -q XDG_DATA_DIRS; or set -gx XDG_DATA_DIRS /usr/local/share:/usr/share
            contains -- {share} (string split : -- $XDG_DATA_DIRS); or set -gx XDG_DATA_DIRS {share}:"$XDG_DATA_DIRS"
            contains -- {man} (string split : -- "$MANPATH"); or set -gx MANPATH {man}:"$MANPATH"
            contains -- {completions} $fish_complete_path; or set -g fish_complete_path $fish_complete_path {completions}

            """;
    }

    /// <summary>For Nushell.</summary>
    internal static string Nushell(string current)
    {
        string bin = NushellQuote($"{current}/bin");
        string share = NushellQuote($"{current}/share");
        string man = NushellQuote($"{current}/share/man");
        return $"""
            # nuka: what is installed in the profile
            $env.PATH = ($env.PATH | split row (char esep) | prepend {bin} | uniq)
            $env.XDG_DATA_DIRS = ($env.XDG_DATA_DIRS? | default "/usr/local/share:/usr/share" | split row ":" | prepend {share} | uniq | str join ":")
            $env.MANPATH = ($env.MANPATH? | default "" | split row ":" | prepend {man} | uniq | str join ":")

            """;
    }

    private static string Posix(string current)
    {
        string bin = Quote($"{current}/bin");
        string share = Quote($"{current}/share");
        string man = Quote($"{current}/share/man");
        return $"""
            # nuka: what is installed in the profile
            case ":$PATH:" in *:{bin}:*) ;; *) PATH={bin}:$PATH ;; esac
            : "${"{"}XDG_DATA_DIRS:=/usr/local/share:/usr/share{"}"}"
            case ":$XDG_DATA_DIRS:" in *:{share}:*) ;; *) XDG_DATA_DIRS={share}:$XDG_DATA_DIRS ;; esac
            case ":${"{"}MANPATH-{"}"}:" in *:{man}:*) ;; *) MANPATH={man}:${"{"}MANPATH-{"}"} ;; esac
            export PATH XDG_DATA_DIRS MANPATH

            """;
    }

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string FishQuote(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    private static string NushellQuote(string text) => Formats.Nuon.NuonText.Quote(text);
}

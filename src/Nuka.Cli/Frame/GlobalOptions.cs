using System.Collections.Immutable;
using System.CommandLine;

namespace Nuka.Cli.Frame;

/// <summary>The options that mean the same everywhere. They stand before or after the command's own words.</summary>
internal sealed class GlobalOptions
{
    /// <summary>The words that <c>--color</c> takes.</summary>
    internal static readonly ImmutableArray<string> ColorWords = ["auto", "always", "never"];

    internal GlobalOptions()
    {
        Color.CompletionSources.Add([.. ColorWords]);
        All = [Directory, State, Json, DryRun, Offline, Quiet, Verbose, Color, Help];
        foreach (Option option in All)
        {
            option.Recursive = true;
        }
    }

    internal Option<string?> Directory { get; } = new("--directory", "-C") { HelpName = "DIR", Description = "Work as if started in DIR" };

    internal Option<string?> State { get; } =
        new("--state") { HelpName = "DIR", Description = "Keep all state under DIR (else NUKA_STATE, else the XDG data directory)" };

    internal Option<bool> Json { get; } = new("--json") { Description = "Print the result as JSON" };

    internal Option<bool> DryRun { get; } = new("--dry-run") { Description = "Print the plan and change nothing" };

    internal Option<bool> Offline { get; } = new("--offline") { Description = "Use only what is already here" };

    internal Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Say nothing but errors" };

    internal Option<bool> Verbose { get; } =
        new("--verbose", "-v") { Description = "Say each step; twice: also what only a developer of nuka can use" };

    internal Option<string?> Color { get; } =
        new("--color") { HelpName = "WHEN", Description = "Colour on standard error and output: auto, always or never" };

    internal Option<bool> Help { get; } = new("--help", "-h") { Description = "Print this page" };

    /// <summary>All of them, in the order of the help page.</summary>
    internal ImmutableArray<Option> All { get; }

    /// <summary>Whether a word is one of these options and takes the next word as its value.</summary>
    internal static bool TakesNextWord(string word) => word is "-C" or "--directory" or "--state" or "--color";
}

using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Cli.Frame;
using Nuka.Platform.Errors;

namespace Nuka.Cli.Completions;

/// <summary>The argument <c>SHELL</c> of every command that prints lines for one of the shells that nuka knows.</summary>
internal static class ShellArgument
{
    private static readonly ImmutableArray<string> Shells = ["bash", "zsh", "fish", "nushell"];

    /// <summary>Makes it.</summary>
    internal static Argument<string> Create()
    {
        Argument<string> shell = new("SHELL") { Description = "bash, zsh, fish or nushell" };
        shell.CompletionSources.Add([.. Shells]);
        return shell;
    }

    /// <summary>The error for another one.</summary>
    /// <param name="message">What there is not for it.</param>
    internal static UsageException Unknown(string message) => new(new Problem("cli/unknown-shell", message) { Hints = [$"it is one of {string.Join(", ", Shells)}"] });
}

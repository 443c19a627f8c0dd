using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Cli.Completions;
using Nuka.Cli.Frame;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka completions SHELL</c>: prints a completion script written from the commands' own definitions.</summary>
internal sealed class CompletionsCommand : NukaCommand
{
    private readonly Argument<string> _shell = ShellArgument.Create();

    internal CompletionsCommand(CommandEntry entry)
        : base(entry) => Syntax.Add(_shell);

    /// <inheritdoc/>
    internal override bool HasJson => false;

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka completions bash > ~/.local/share/bash-completion/completions/nuka", "complete in every new bash"),
        new("nuka completions fish > ~/.config/fish/completions/nuka.fish", "complete in every new fish"),
    ];

    /// <inheritdoc/>
    internal override string Details =>
        "Names of packages are completed too: from the indexes that were fetched last, without asking the network, and from the project's manifest and lock. "
        + "Where nothing was fetched yet, there are none.";

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context)
    {
        string shell = context.Value(_shell)!;
        CommandNode root = CommandNode.Root();
        ImmutableArray<Option> everywhere = new GlobalOptions().All;
        context.Output.Write(shell switch
        {
            "bash" => BashScript.Write(root, everywhere),
            "zsh" => ZshScript.Write(root, everywhere),
            "fish" => FishScript.Write(root, everywhere),
            "nushell" => NushellScript.Write(root, everywhere),
            _ => throw ShellArgument.Unknown($"there are no completions for `{shell}`"),
        });
        return Task.FromResult(ExitCodes.Done);
    }
}

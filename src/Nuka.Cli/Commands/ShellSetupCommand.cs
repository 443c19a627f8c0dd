using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Build.Profiles;
using Nuka.Cli.Completions;
using Nuka.Cli.Frame;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka shell-setup SHELL</c>: prints the lines by which a shell finds what is installed.</summary>
internal sealed class ShellSetupCommand : NukaCommand
{
    private readonly Argument<string> shell = ShellArgument.Create();

    internal ShellSetupCommand(CommandEntry entry)
        : base(entry) => Syntax.Add(shell);

    /// <inheritdoc/>
    internal override bool HasJson => false;

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka shell-setup bash >> ~/.bashrc", "in every new bash"),
        new("nuka shell-setup fish > ~/.config/fish/conf.d/nuka.fish", "in every new fish"),
    ];

    /// <inheritdoc/>
    internal override string Details =>
        "The lines put the programs of your profile first on the PATH, and let man, desktops and the shell's completions find theirs. They name the profile itself, not a "
        + "generation: nothing has to be done again after an install or a rollback. Run twice, they change nothing.";

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context)
    {
        string current = new GenerationShelf(Path.Combine(new Platform.State.StateDirectory(context.StateDirectory).Profiles, Rooms.ProfileName)).CurrentPath;
        string name = context.Value(shell)!;
        context.Output.Write(name switch
        {
            "bash" => ShellSetup.Bash(current),
            "zsh" => ShellSetup.Zsh(current),
            "fish" => ShellSetup.Fish(current),
            "nushell" => ShellSetup.Nushell(current),
            _ => throw ShellArgument.Unknown($"there is no set-up for `{name}`"),
        });
        return Task.FromResult(ExitCodes.Done);
    }
}

using System.Collections.Immutable;
using Nuka.Platform.Errors;

namespace Nuka.Cli.Frame;

/// <summary>A command that only holds others, as <c>source</c> holds <c>list</c>, <c>add</c> and <c>update</c>.</summary>
internal sealed class CommandGroup : NukaCommand
{
    /// <summary>Makes the group.</summary>
    internal CommandGroup(CommandEntry entry, ImmutableArray<CommandEntry> children, ImmutableArray<Example> examples)
        : base(entry)
    {
        Children = children;
        Examples = examples;
    }

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; }

    /// <inheritdoc/>
    internal override ImmutableArray<CommandEntry> Children { get; }

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context) => throw new UsageException(
        new Problem("cli/missing-command",
            $"`{context.CommandPath}` needs one of its commands: {string.Join(", ", Children.Select(child => child.Name))}")
        {
            Hints = [$"try: {context.CommandPath} --help"],
        });
}

using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Cli.Completions;
using Nuka.Cli.Frame;
using Nuka.Platform.Errors;

namespace Nuka.Cli.Commands;

/// <summary>
/// <c>nuka complete KIND WORD</c>: what the completion scripts ask while a person types. It fetches and changes nothing, and where there is nothing to
/// say, whatever the reason, it says nothing: a message in the middle of a command line helps nobody.
/// </summary>
internal sealed class CompleteCommand : NukaCommand
{
    private readonly Argument<string> _kind = new("KIND") { Description = "What is asked for" };
    private readonly Argument<string> _word = new("WORD") { Arity = ArgumentArity.ZeroOrOne, Description = "The word so far" };

    internal CompleteCommand(CommandEntry entry)
        : base(entry)
    {
        _kind.CompletionSources.Add([.. Enum.GetValues<NameKind>().Select(WordOf)]);
        Syntax.Add(_kind);
        Syntax.Add(_word);
    }

    /// <inheritdoc/>
    internal override bool HasJson => false;

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka complete package libcai", "packages of the archives whose names begin so"),
        new("nuka complete locked libc", "packages of this project's lock"),
    ];

    /// <summary>What a kind is called on the command line.</summary>
    internal static string WordOf(NameKind kind) => kind.ToString().ToLowerInvariant();

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context)
    {
        string asked = context.Value(_kind)!;
        foreach (NameKind kind in Enum.GetValues<NameKind>().Where(kind => WordOf(kind) == asked))
        {
            foreach (string name in Find(context, kind))
            {
                context.Output.WriteLine(name);
            }
        }

        return Task.FromResult(ExitCodes.Done);
    }

    private string[] Find(CommandContext context, NameKind kind)
    {
        try
        {
            using Rooms rooms = new(context);
            KnownNames names = new(rooms.State, rooms.FindProject, Rooms.PlatformName, PackageRooms.DirectoryIn(context), context.FullPath("."));
            return [.. names.Find(kind, context.Value(_word) ?? string.Empty)];
        }
        catch (Exception none) when (none is NukaException or UsageException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}

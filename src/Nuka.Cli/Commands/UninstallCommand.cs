using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Build.Profiles;
using Nuka.Cli.Completions;
using Nuka.Cli.Frame;
using Nuka.Store;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka uninstall X</c>: removes packages from the profile.</summary>
internal sealed class UninstallCommand : NukaCommand
{
    private readonly Argument<string[]> names = new("NAME") { Description = "packages that are installed", Arity = ArgumentArity.OneOrMore };

    internal UninstallCommand(CommandEntry entry)
        : base(entry) => Syntax.Add(names);

    /// <inheritdoc/>
    internal override NameKind? NamesOf(Symbol symbol) => symbol == names ? NameKind.Installed : null;

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka uninstall jq", "make a generation without it"),
        new("nuka uninstall jq --dry-run", "only say what would be removed"),
    ];

    /// <inheritdoc/>
    internal override string Details => "`nuka rollback` brings them back, until `nuka gc --keep` or `--older-than` removes the generations that have them.";

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        ContentStore store = rooms.OpenStore();
        Profile profile = rooms.OpenProfile(store);
        ProfileChange change = profile.PlanUninstall(context.Value(names)!);
        ProfileChangePage.Apply(context, profile, change, new PackageRooms(context, rooms, store).OpenExposure());
        return Task.FromResult(ExitCodes.Done);
    }
}

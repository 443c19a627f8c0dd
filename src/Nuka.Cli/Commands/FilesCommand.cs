using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Cli.Completions;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Graft.Sources;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka files PKG</c>: the paths that a package holds.</summary>
internal sealed class FilesCommand : LookupCommand
{
    private readonly Argument<string> package = new("PKG") { Description = "The package's exact name" };

    internal FilesCommand(CommandEntry entry)
        : base(entry) => Syntax.Add(package);

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka files libcairo2-dev", "every path that it holds"),
        new("nuka files git | grep bin/", "its programs"),
    ];

    /// <inheritdoc/>
    internal override string Details =>
        "The answer comes from the archives' lists of contents. Some archives have none, and those of security updates are often empty: "
        + "then the paths are those of the version before the update.";

    /// <inheritdoc/>
    internal override NameKind? NamesOf(Symbol symbol) => symbol == package ? NameKind.Package : null;

    /// <inheritdoc/>
    protected override int Answer(CommandContext context, ArchiveCatalogue catalogue)
    {
        string name = context.Value(package)!;
        if (!catalogue.Packages.Contains(name))
        {
            throw Unknown(name, catalogue, context);
        }

        IReadOnlyList<string> paths = catalogue.FindFiles(name, context.Cancellation);
        if (context.Json)
        {
            context.WriteJsonArray(paths, (writer, path) => writer.WriteStringValue($"/{path}"));
            return ExitCodes.Done;
        }

        foreach (string path in paths)
        {
            context.Output.WriteLine($"/{PrintableText.From(path)}");
        }

        if (paths.Count == 0)
        {
            context.Say("the archives' lists of contents name no path of it");
        }

        return ExitCodes.Done;
    }
}

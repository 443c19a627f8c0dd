using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Graft.Index;
using Nuka.Graft.Sources;
using Nuka.Platform.Errors;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka owns PATH</c>: the packages that hold a path or a file of a name.</summary>
internal sealed class OwnsCommand : LookupCommand
{
    private readonly Argument<string> path = new("PATH") { Description = "An absolute path, or the name of a program, library, header or .pc file" };

    internal OwnsCommand(CommandEntry entry)
        : base(entry) => Syntax.Add(path);

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka owns libX11.so.6", "the packages with this library, best first"),
        new("nuka owns /usr/share/dict/words", "the packages with this very path"),
    ];

    /// <inheritdoc/>
    protected override int Answer(CommandContext context, ArchiveCatalogue catalogue)
    {
        string wanted = context.Value(path)!;
        ImmutableArray<(string Package, string Path)> found = wanted.Contains('/', StringComparison.Ordinal)
            ? [.. catalogue.FindOwners(wanted, context.Cancellation).Select(package => (package, $"/{wanted.TrimStart('/')}"))]
            : [.. catalogue.Contents.FindFileName(wanted).Select(candidate => (candidate.Package, $"/{candidate.Path}"))];
        if (context.Json)
        {
            context.WriteJsonArray(found, (writer, owner) =>
            {
                writer.WriteStartObject();
                writer.WriteString("package", owner.Package);
                writer.WriteString("path", owner.Path);
                writer.WriteEndObject();
            });
            return found.IsEmpty ? ExitCodes.Failed : ExitCodes.Done;
        }

        foreach ((string package, string place) in found)
        {
            context.Output.WriteLine($"{package}: {PrintableText.From(place)}");
        }

        return found.IsEmpty ? throw NotOwned(wanted, catalogue, context) : ExitCodes.Done;
    }

    private static NukaException NotOwned(string wanted, ArchiveCatalogue catalogue, CommandContext context) =>
        new Problem("graft/unknown-path", $"no package of the archives holds `{wanted}`")
        {
            Reasons = Asked(catalogue, context),
            Hints = wanted.Contains('/', StringComparison.Ordinal) ? ["a name without slashes is looked for in every directory"] : ["try: nuka search WORDS"],
        }.ToException();
}

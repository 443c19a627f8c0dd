using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Graft.Index;
using Nuka.Graft.Sources;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka search WORDS</c>: packages whose name or description has every word; those that came with nuka first.</summary>
internal sealed class SearchCommand : LookupCommand
{
    private const int TerminalRowLimit = 40;

    private readonly Argument<string[]> words = new("WORD") { Arity = ArgumentArity.OneOrMore, Description = "A part of a name or of a description" };

    internal SearchCommand(CommandEntry entry)
        : base(entry) => Syntax.Add(words);

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka search vips", "packages that have to do with vips"),
        new("nuka search json parser --json", "both words, as data; of archive `nuka` is what came with it"),
    ];

    /// <inheritdoc/>
    protected override int Answer(CommandContext context, ArchiveCatalogue catalogue)
    {
        ImmutableArray<(string Name, string Description)> own = new OwnPackages(PackageRooms.DirectoryIn(context)).Search(context.Value(words)!);
        IReadOnlyList<PackageRecord> found = catalogue.Packages.Search(context.Value(words)!, PackageIndex.Newest);
        int exitCode = own.Length + found.Count > 0 ? ExitCodes.Done : ExitCodes.Failed;
        if (context.Json)
        {
            context.WriteJsonArray(own.Select(package => ("nuka", package.Name, (string?)null, package.Description, (string?)null))
                .Concat(found.Select(record => ("deb", record.Name, (string?)record.Version, record.Description, (string?)record.Release.Name))), Write);
            return exitCode;
        }

        Palette palette = new(context.ColorOnOutput);
        foreach ((string name, string description) in own)
        {
            context.Output.WriteLine($"{palette.Paint(Style.Bold, name)}  {PrintableText.From(description)}  (nuka install {name})");
        }

        int shown = context.OutputIsTerminal ? Math.Min(found.Count, TerminalRowLimit) : found.Count;
        foreach (PackageRecord record in found.Take(shown))
        {
            context.Output.WriteLine($"{palette.Paint(Style.Bold, record.Name)} {record.Version}  {PrintableText.From(record.Description)}");
        }

        if (own.IsEmpty && found.Count == 0)
        {
            context.Say($"nothing found; {string.Join(", ", Asked(catalogue, context))}");
        }
        else if (shown < found.Count)
        {
            context.Say($"{Quantity.Count(found.Count - shown)} more; give more words, or pipe the output to see all");
        }

        return exitCode;
    }

    private static void Write(Utf8JsonWriter writer, (string Archive, string Name, string? Version, string Description, string? Release) found)
    {
        writer.WriteStartObject();
        writer.WriteString("archive", found.Archive);
        writer.WriteString("name", found.Name);
        writer.WriteString("version", found.Version);
        writer.WriteString("description", found.Description);
        writer.WriteString("release", found.Release);
        writer.WriteEndObject();
    }
}

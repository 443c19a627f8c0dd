using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Graft.Index;
using Nuka.Graft.Sources;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka search WORDS</c>: packages whose name or description has every word.</summary>
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
        new("nuka search json parser --json", "both words, as data"),
    ];

    /// <inheritdoc/>
    protected override int Answer(CommandContext context, ArchiveCatalogue catalogue)
    {
        IReadOnlyList<PackageRecord> found = catalogue.Packages.Search(context.Value(words)!, PackageIndex.Newest);
        if (context.Json)
        {
            context.WriteJsonArray(found, Write);
            return found.Count > 0 ? ExitCodes.Done : ExitCodes.Failed;
        }

        Palette palette = new(context.ColorOnOutput);
        int shown = context.OutputIsTerminal ? Math.Min(found.Count, TerminalRowLimit) : found.Count;
        foreach (PackageRecord record in found.Take(shown))
        {
            context.Output.WriteLine($"{palette.Paint(Style.Bold, record.Name)} {record.Version}  {PrintableText.From(record.Description)}");
        }

        if (found.Count == 0)
        {
            context.Say($"nothing found; {string.Join(", ", Asked(catalogue, context))}");
        }
        else if (shown < found.Count)
        {
            context.Say($"{Quantity.Count(found.Count - shown)} more; give more words, or pipe the output to see all");
        }

        return found.Count > 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static void Write(Utf8JsonWriter writer, PackageRecord record)
    {
        writer.WriteStartObject();
        writer.WriteString("archive", "deb");
        writer.WriteString("name", record.Name);
        writer.WriteString("version", record.Version);
        writer.WriteString("description", record.Description);
        writer.WriteString("release", record.Release.Name);
        writer.WriteEndObject();
    }
}

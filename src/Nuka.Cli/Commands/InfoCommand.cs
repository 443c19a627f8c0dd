using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Nuka.Cli.Completions;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Graft.Index;
using Nuka.Graft.Sources;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka info PKG</c>: what the archives say of one package.</summary>
internal sealed class InfoCommand : LookupCommand
{
    private readonly Argument<string> package = new("PKG") { Description = "The package's exact name" };

    internal InfoCommand(CommandEntry entry)
        : base(entry) => Syntax.Add(package);

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka info libcairo2-dev", "its version, size and dependencies"),
        new("nuka info libcairo2-dev --json", "every version of every archive, as data"),
    ];

    /// <inheritdoc/>
    internal override NameKind? NamesOf(Symbol symbol) => symbol == package ? NameKind.Package : null;

    /// <inheritdoc/>
    protected override int Answer(CommandContext context, ArchiveCatalogue catalogue)
    {
        string name = context.Value(package)!;
        IReadOnlyList<PackageRecord> records = catalogue.Packages.Find(name);
        IReadOnlyList<ProviderRecord> providers = catalogue.Packages.FindProviders(name);
        if (records.Count == 0 && providers.Count == 0)
        {
            throw Unknown(name, catalogue, context);
        }

        if (context.Json)
        {
            context.WriteJson(writer => Write(writer, records, providers));
            return ExitCodes.Done;
        }

        if (records.Count > 0)
        {
            Print(context, PackageIndex.Newest(records), records);
        }

        if (providers.Count > 0)
        {
            Line(context, records.Count > 0 ? "provided by" : $"{name} is provided by", string.Join(", ", providers.Select(provider => provider.Package.Name).Distinct()));
        }

        return ExitCodes.Done;
    }

    private static void Print(CommandContext context, PackageRecord chosen, IReadOnlyList<PackageRecord> all)
    {
        Palette palette = new(context.ColorOnOutput);
        context.Output.WriteLine($"{palette.Paint(Style.Bold, chosen.Name)} {chosen.Version}  {PrintableText.From(chosen.Description)}");
        Line(context, "archive", $"{chosen.Release.Describe(context.Clock.GetUtcNow())}{(chosen.Component.Length > 0 ? $", {chosen.Component}" : "")}");
        Line(context, "source", chosen.SourceName);
        Line(context, "section", chosen.Section);
        Line(context, "homepage", chosen.Homepage);
        Line(context, "size", $"{Quantity.Bytes(chosen.SizeBytes)} to fetch, {Quantity.Bytes(chosen.InstalledSizeBytes)} unpacked");
        Line(context, "sha256", chosen.Sha256);
        Line(context, "pre-depends", chosen.PreDepends);
        Line(context, "depends", chosen.Depends);
        Line(context, "recommends", chosen.Recommends);
        Line(context, "conflicts", chosen.Conflicts);
        Line(context, "breaks", chosen.Breaks);
        Line(context, "provides", chosen.Provides);
        if (all.Count > 1)
        {
            Line(context, "versions", string.Join(", ", all.Select(record => $"{record.Version} ({record.Release.Name})")));
        }
    }

    private static void Line(CommandContext context, string title, string text)
    {
        if (text.Length > 0)
        {
            context.Output.WriteLine($"  {title}: {PrintableText.From(text)}");
        }
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<PackageRecord> records, IReadOnlyList<ProviderRecord> providers)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("versions");
        foreach (PackageRecord record in records)
        {
            writer.WriteStartObject();
            foreach ((string field, string value) in (ReadOnlySpan<(string, string)>)
            [
                ("archive", "deb"), ("name", record.Name), ("version", record.Version), ("architecture", record.Architecture),
                ("release", record.Release.Name), ("component", record.Component), ("source", record.SourceName), ("section", record.Section),
                ("description", record.Description), ("homepage", record.Homepage), ("file", record.FileName), ("sha256", record.Sha256),
                ("preDepends", record.PreDepends), ("depends", record.Depends), ("recommends", record.Recommends), ("conflicts", record.Conflicts),
                ("breaks", record.Breaks), ("replaces", record.Replaces), ("provides", record.Provides),
            ])
            {
                writer.WriteString(field, value);
            }

            writer.WriteNumber("sizeBytes", record.SizeBytes);
            writer.WriteNumber("installedSizeBytes", record.InstalledSizeBytes);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("providers");
        foreach (ProviderRecord provider in providers)
        {
            writer.WriteStartObject();
            writer.WriteString("name", provider.Package.Name);
            writer.WriteString("version", provider.Version);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}

using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Nuka.Cli.Completions;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Graft.Index;
using Nuka.Graft.Sources;
using Nuka.Packages;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka info PKG</c>: what is known of one package: that came with nuka or is a file, and what the archives say.</summary>
internal sealed class InfoCommand : NukaCommand
{
    private readonly Argument<string> package = new("PKG") { Description = "the package's exact name, or a package file" };

    internal InfoCommand(CommandEntry entry)
        : base(entry) => Syntax.Add(package);

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka info jq", "of a package that came with nuka: what it is, what it is made from, whether it is built and installed, and who signed that"),
        new("nuka info libcairo2-dev", "of a package of the archives: version, size and dependencies"),
        new("nuka info libcairo2-dev --json", "every version of every archive, as data"),
    ];

    /// <inheritdoc/>
    internal override NameKind? NamesOf(Symbol symbol) => symbol == package ? NameKind.Known : null;

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        string name = context.Value(package)!;
        PackagePage? own = PackageRooms.IsOwn(context, name) ? await PackagePage.OpenAsync(context, rooms, name) : null;
        DebianArchive archive = rooms.MakeArchive(rooms.MakeFetcher());
        if (own is not null && (!PackageSource.IsName(name) || archive.ReadState().Releases.IsEmpty))
        {
            Write(context, name, own, [], []); // of the archives only what is here already
            return ExitCodes.Done;
        }

        return await archive.MendingAsync(() => rooms.Sources, AnswerAsync, context.Cancellation);

        async Task<int> AnswerAsync()
        {
            using ArchiveCatalogue catalogue = await LookupCommand.OpenAsync(context, rooms);
            IReadOnlyList<PackageRecord> records = catalogue.Packages.Find(name);
            IReadOnlyList<ProviderRecord> providers = catalogue.Packages.FindProviders(name);
            if (own is null && records.Count == 0 && providers.Count == 0)
            {
                throw UnknownPackage.Of(catalogue.Packages, name, context.Clock.GetUtcNow()).ToException();
            }

            Write(context, name, own, records, providers);
            return ExitCodes.Done;
        }
    }

    private static void Write(CommandContext context, string name, PackagePage? own, IReadOnlyList<PackageRecord> records, IReadOnlyList<ProviderRecord> providers)
    {
        if (context.Json)
        {
            context.WriteJson(writer => Write(writer, own, records, providers));
            return;
        }

        own?.Write();
        if (records.Count > 0)
        {
            Print(context, PackageIndex.Newest(records), records);
        }

        if (providers.Count > 0)
        {
            string title = records.Count > 0 || own is not null ? "provided by" : $"{name} is provided by";
            Line(context, title, string.Join(", ", providers.Select(provider => provider.Package.Name).Distinct()));
        }
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

    internal static void Line(CommandContext context, string title, string text)
    {
        if (text.Length > 0)
        {
            context.Output.WriteLine($"  {title}: {PrintableText.From(text)}");
        }
    }

    private static void Write(Utf8JsonWriter writer, PackagePage? own, IReadOnlyList<PackageRecord> records, IReadOnlyList<ProviderRecord> providers)
    {
        writer.WriteStartObject();
        if (own is not null)
        {
            writer.WritePropertyName("package");
            own.Write(writer);
        }

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

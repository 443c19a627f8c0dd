using System.Collections.Immutable;
using System.Text.Json;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Graft.Sources;
using Nuka.Platform.Errors;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka source list</c>: the archives of this machine, and how fresh their indexes are.</summary>
internal sealed class SourceListCommand(CommandEntry entry) : NukaCommand(entry)
{
    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka source list", "each archive, the age of its index, and the file that names it"),
        new("nuka source list --json", "the same as data"),
    ];

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        SourceList sources = rooms.Sources;
        ArchiveState state = DebianArchive.ReadState(rooms.State.Sources);
        if (context.Json)
        {
            context.WriteJson(writer => Write(writer, sources, state));
            return Task.FromResult(ExitCodes.Done);
        }

        Palette palette = new(context.ColorOnOutput);
        foreach (SourceEntry source in sources.Entries)
        {
            string age = state.Find(source)?.Describe(context.Clock.GetUtcNow()) ?? "never fetched";
            context.Output.WriteLine(palette.Paint(Style.Bold, PrintableText.From($"{source.Name} {string.Join(' ', source.Components)}".TrimEnd())));
            context.Output.WriteLine($"  {PrintableText.From(age)}");
            if (!source.ChecksValidUntil)
            {
                context.Output.WriteLine("  used also past its Valid-Until (Check-Valid-Until: no)");
            }

            context.Output.WriteLine($"  {(source.IsOwn ? "added to nuka" : "from")} {PrintableText.From(source.Place.File)}:{source.Place.Line}");
        }

        foreach (Problem problem in sources.Refused)
        {
            context.Show(problem);
        }

        if (sources.Entries.IsEmpty)
        {
            context.Say("there is no source; try: nuka source add");
        }

        return Task.FromResult(ExitCodes.Done);
    }

    private static void Write(Utf8JsonWriter writer, SourceList sources, ArchiveState state)
    {
        writer.WriteStartArray();
        foreach (SourceEntry source in sources.Entries)
        {
            writer.WriteStartObject();
            writer.WriteString("uri", SourceAddress.WithoutCredentials(source.Uri));
            writer.WriteString("suite", source.Suite);
            writer.WriteStartArray("components");
            foreach (string component in source.Components)
            {
                writer.WriteStringValue(component);
            }

            writer.WriteEndArray();
            writer.WriteBoolean("checksValidUntil", source.ChecksValidUntil);
            writer.WriteString("file", source.Place.File);
            writer.WriteNumber("line", source.Place.Line);
            if (state.Find(source) is { } release)
            {
                writer.WriteString("name", release.Name);
                writer.WriteNumber("packages", release.PackageCount);
                writer.WriteString("date", release.Date);
                writer.WriteString("checkedAt", release.CheckedAt);
                writer.WriteString("releaseSha256", release.ReleaseSha256);
                writer.WriteString("signedByKey", release.SignedByKey);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}

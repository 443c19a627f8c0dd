using System.Collections.Immutable;
using System.Text.Json;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Graft.Sources;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka source update</c>: fetches and checks the indexes of all archives.</summary>
internal sealed class SourceUpdateCommand(CommandEntry entry) : NukaCommand(entry)
{
    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka source update", "bring all indexes up to date"),
        new("nuka source update --dry-run", "only say what would be asked"),
    ];

    /// <inheritdoc/>
    internal override string Details =>
        "Every index is checked: the signature with the archive's keyring, its age, and that it is not older than the one seen before. An archive "
        + "that cannot be reached or believed keeps what was fetched earlier; the command fails only if no archive could be updated.";

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        SourceList sources = rooms.Sources;
        if (context.DryRun)
        {
            if (context.Json)
            {
                context.WriteJsonArray(sources.Entries, WriteAsked);
                return ExitCodes.Done;
            }

            foreach (SourceEntry source in sources.Entries)
            {
                context.Output.WriteLine($"ask {PrintableText.From($"{source.Name} {string.Join(' ', source.Components)}".TrimEnd())}");
            }

            return ExitCodes.Done;
        }

        UpdateReport report = await rooms.MakeArchive(rooms.MakeFetcher()).UpdateAllAsync(sources, context.Cancellation);
        if (context.Json)
        {
            context.WriteJson(writer => Write(writer, report));
            return ExitCodes.Done;
        }

        foreach (ReleaseOutcome outcome in report.Outcomes)
        {
            if (outcome is { Problem: null, Release: { } release })
            {
                long paths = release.Contents.Sum(index => (long)index.RowCount);
                context.Output.WriteLine(PrintableText.From(
                    $"{release.Name}: {(outcome.IsChanged ? "new" : "unchanged")}, {Quantity.Count(release.PackageCount)} packages, {Quantity.Count(paths)} paths"));
            }
        }

        return ExitCodes.Done;
    }

    private static void WriteAsked(Utf8JsonWriter writer, SourceEntry source)
    {
        writer.WriteStartObject();
        writer.WriteString("uri", SourceAddress.WithoutCredentials(source.Uri));
        writer.WriteString("suite", source.Suite);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, UpdateReport report)
    {
        writer.WriteStartArray();
        foreach (ReleaseOutcome outcome in report.Outcomes)
        {
            writer.WriteStartObject();
            writer.WriteString("uri", SourceAddress.WithoutCredentials(outcome.Source.Uri));
            writer.WriteString("suite", outcome.Source.Suite);
            writer.WriteBoolean("changed", outcome.IsChanged);
            writer.WriteString("problem", outcome.Problem?.Code);
            if (outcome.Release is { } release)
            {
                writer.WriteString("name", release.Name);
                writer.WriteString("date", release.Date);
                writer.WriteNumber("packages", release.PackageCount);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}

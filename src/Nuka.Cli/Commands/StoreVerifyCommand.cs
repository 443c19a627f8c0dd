using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Store;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka store verify</c>: compares everything with its name.</summary>
internal sealed class StoreVerifyCommand : NukaCommand
{
    private readonly Option<bool> repair = new("--repair")
    {
        Description = "set aside what is wrong, and forget what needs it and cannot be had again",
    };

    internal StoreVerifyCommand(CommandEntry entry)
        : base(entry) => Syntax.Add(repair);

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka store verify", "look; the exit code is 1 if something is wrong"),
        new("nuka store verify --repair", "put it right: what was forgotten is fetched or built again when it is needed"),
    ];

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        bool repairs = context.Value(repair) && !context.DryRun;
        VerifyReport report = rooms.OpenStore().Verify(new VerifyOptions { Repair = repairs }, context.Cancellation);
        if (context.Json)
        {
            context.WriteJson(json => WriteJson(json, report, repairs));
        }
        else
        {
            foreach (VerifyFinding finding in report.Findings)
            {
                string holders = finding.Holders.IsEmpty ? "" : $" (needed by {string.Join(", ", finding.Holders)})";
                context.Output.WriteLine(PrintableText.From($"{Word(finding)} {finding.Name} {finding.File}{holders}{(finding.Repaired ? ": repaired" : "")}"));
            }

            context.Output.WriteLine(
                $"{Quantity.Count(report.Trees)} trees, {Quantity.Count(report.Blobs)} files, {Quantity.Bytes(report.Bytes)}: {Summary(report, repairs)}");
        }

        return Task.FromResult(report.IsSound || repairs ? ExitCodes.Done : ExitCodes.Failed);
    }

    private static string Summary(VerifyReport report, bool repairs) => report.Findings.Length switch
    {
        0 => "all as it should be",
        int count when repairs => $"{count} wrong; {report.TreesForgotten} trees forgotten",
        int count => $"{count} wrong",
    };

    private static string Word(VerifyFinding finding) => finding.Kind switch
    {
        VerifyFindingKind.CorruptBlob => "corrupt",
        VerifyFindingKind.MissingBlob => "missing",
        VerifyFindingKind.CorruptTree => "corrupt",
        VerifyFindingKind.MissingTree => "missing",
        VerifyFindingKind.WrongView => "changed",
        _ => "wrong-mode",
    };

    private static void WriteJson(Utf8JsonWriter json, VerifyReport report, bool repairs)
    {
        json.WriteStartObject();
        json.WriteBoolean("repairs", repairs);
        json.WriteNumber("trees", report.Trees);
        json.WriteNumber("files", report.Blobs);
        json.WriteNumber("bytes", report.Bytes);
        json.WriteNumber("treesForgotten", report.TreesForgotten);
        json.WriteStartArray("findings");
        foreach (VerifyFinding finding in report.Findings)
        {
            json.WriteStartObject();
            json.WriteString("what", Word(finding));
            json.WriteString("cid", finding.Name.ToString());
            json.WriteString("file", finding.File);
            json.WriteBoolean("repaired", finding.Repaired);
            json.WriteStartArray("neededBy");
            foreach (string holder in finding.Holders)
            {
                json.WriteStringValue(holder);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}

using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Trust.Exports;
using Nuka.Trust.Keys;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka store import FILE</c>: takes over what <c>nuka store export --file</c> wrote.</summary>
internal sealed class StoreImportCommand : NukaCommand
{
    private readonly Argument<string> file = new("FILE") { Description = "the file; `-` is standard input" };
    private readonly Option<string?> root = new("--root")
    {
        Description = "keep the trees under this name until others are kept under it",
        HelpName = "NAME",
    };

    internal StoreImportCommand(CommandEntry entry)
        : base(entry)
    {
        Syntax.Add(file);
        Syntax.Add(root);
    }

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka store import built.tar", "the trees stay until the next `nuka gc`"),
        new("nuka store import built.tar.zst --root built", "they stay until others are kept as `built`"),
    ];

    /// <inheritdoc/>
    internal override string Details =>
        "Every tree is compared with its name, so anybody may have written the file. What it says of where a tree came from is recorded if its signature is right, and "
        + "counts if you trust the key: `nuka key trust`. The names of the trees are printed.";

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        using Stream archive = Open(context, context.Value(file)!);
        if (context.DryRun)
        {
            ImmutableArray<Cid> named = ExportReader.ReadTops(archive);
            Print(context, named, 0, []);
            context.Say("nothing was taken over: this is what the file says that it holds");
            return Task.FromResult(ExitCodes.Done);
        }

        string? name = context.Value(root);
        ImportReport report = new ExportReader(rooms.OpenStore(), context.Progress)
            .Read(archive, string.IsNullOrEmpty(name) ? null : $"imported {name}", context.Cancellation);
        TrustPolicy policy = rooms.Keys.Policy([]);
        ImmutableArray<PublicKey> unknown = [.. report.Realisations.Select(one => one.Signer).Where(key => !policy.Trusts(key)).Distinct()];
        Print(context, report.Tops, report.Realisations.Length, unknown);
        context.Say($"took over {Quantity.Count(report.Trees.Length)} trees and {Quantity.Count(report.Realisations.Length)} realisations");
        foreach (PublicKey key in unknown.Take(3))
        {
            context.Say($"what {key.Fingerprint} signed does not count   try: nuka key trust \"{key}\"");
        }

        return Task.FromResult(ExitCodes.Done);
    }

    private static void Print(CommandContext context, ImmutableArray<Cid> tops, int realisations, ImmutableArray<PublicKey> unknown)
    {
        if (!context.Json)
        {
            foreach (Cid top in tops)
            {
                context.Output.WriteLine(top.ToString());
            }

            return;
        }

        context.WriteJson(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("trees");
            foreach (Cid top in tops)
            {
                json.WriteStringValue(top.ToString());
            }

            json.WriteEndArray();
            json.WriteNumber("realisations", realisations);
            json.WriteStartArray("unknownKeys");
            foreach (PublicKey key in unknown)
            {
                json.WriteStringValue(key.ToString());
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static Stream Open(CommandContext context, string path)
    {
        if (path == "-")
        {
            return context.Input;
        }

        try
        {
            return RegularFile.TryOpen(context.FullPath(path)) is { } handle ? new FileStream(handle, FileAccess.Read, bufferSize: 0) : throw Missing(path, "there is no such file");
        }
        catch (FileError error)
        {
            throw Missing(path, RegularFile.Describe(error), error);
        }
    }

    private static NukaException Missing(string path, string reason, Exception? inner = null) =>
        new Problem("cli/unreadable-file", $"`{path}` cannot be read") { Reasons = [reason], Hints = ["look whether the name is right"] }.ToException(inner);
}

using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Graft.Sources;
using Nuka.Platform.Errors;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka source add NAME URI SUITE COMPONENT… --keyring FILE</c>: adds an archive, for nuka alone.</summary>
internal sealed class SourceAddCommand : NukaCommand
{
    private readonly Argument<string> name = new("NAME") { Description = "A short name for it" };
    private readonly Argument<string> uri = new("URI") { Description = "The archive's base address: http, https or file" };
    private readonly Argument<string> suite = new("SUITE") { Description = "The suite, as the archive names it; a directory with a final slash for a flat archive" };
    private readonly Argument<string[]> components = new("COMPONENT") { Arity = ArgumentArity.ZeroOrMore, Description = "The components, such as main" };
    private readonly Option<string> keyring = new("--keyring") { HelpName = "FILE", Required = true, Description = "The keys that may sign the archive; the file is copied" };

    private readonly Option<string> checkValidUntil = new("--check-valid-until")
    {
        HelpName = "YES|NO",
        Description = "no: believe it also past its Valid-Until, as snapshots of an archive need",
    };

    internal SourceAddCommand(CommandEntry entry)
        : base(entry)
    {
        foreach (Argument argument in (Argument[])[name, uri, suite, components])
        {
            Syntax.Add(argument);
        }

        Syntax.Add(keyring);
        checkValidUntil.CompletionSources.Add("yes", "no");
        Syntax.Add(checkValidUntil);
    }

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka source add debian https://example.org/debian bookworm main --keyring debian.gpg", "Debian, on a machine without apt"),
        new("nuka source add ours file:///srv/packages ./ --keyring ours.asc", "a directory of packages of one's own"),
        new("nuka source add then https://example.org/2026-01-01 bookworm main --keyring debian.gpg --check-valid-until no", "an archive as it was once"),
    ];

    /// <inheritdoc/>
    internal override string Details =>
        "The archive is used beside those of the machine's apt, which nuka reads and never changes. Get the keyring by a way you trust: "
        + "whoever holds its keys decides what runs here. An archive says by Valid-Until how long its release is to be believed; --check-valid-until no "
        + "is for archives that are meant to stay as they were, and gives up the protection from an old release being served as the newest.";

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        OwnSources own = new(rooms.State);
        NewSource source = new(
            context.Value(name)!, context.Value(uri)!, context.Value(suite)!, [.. context.Value(components) ?? []], context.FullPath(context.Value(keyring)!))
        {
            ChecksValidUntil = ReadsYes(context.Value(checkValidUntil)),
        };
        SourceEntry entry = context.DryRun ? own.Check(source, Rooms.Architecture) : own.Add(source, Rooms.Architecture);
        context.Say($"{(context.DryRun ? "would add" : "added")} {source.Name}: {PrintableText.From($"{entry.Name} {string.Join(' ', entry.Components)}".TrimEnd())}");
        if (!entry.ChecksValidUntil)
        {
            context.Say("it is believed also past its Valid-Until: nobody says any more that nothing newer is known");
        }

        if (!context.DryRun)
        {
            context.Say("try: nuka source update");
        }

        if (context.Json)
        {
            context.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("name", source.Name);
                json.WriteString("uri", SourceAddress.WithoutCredentials(entry.Uri));
                json.WriteString("suite", entry.Suite);
                json.WriteBoolean("checksValidUntil", entry.ChecksValidUntil);
                json.WriteBoolean("added", !context.DryRun);
                json.WriteEndObject();
            });
        }

        return Task.FromResult(ExitCodes.Done);
    }

    private static bool ReadsYes(string? word) => word switch
    {
        null or "yes" => true,
        "no" => false,
        _ => throw new UsageException(new Problem("cli/bad-value", $"`--check-valid-until` takes yes or no, not `{word}`") { Hints = ["leave it out to check, as apt does"] }),
    };
}

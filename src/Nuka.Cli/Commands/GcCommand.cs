using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Build.Collecting;
using Nuka.Build.Logs;
using Nuka.Build.Profiles;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Content.Hashing;
using Nuka.Graft.Download;
using Nuka.Platform.Errors;
using Nuka.Store;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka gc</c>: removes from the store what nothing needs any more.</summary>
internal sealed class GcCommand : NukaCommand
{
    private readonly Option<string?> olderThan = new("--older-than")
    {
        HelpName = "AGE",
        Description = "remove generations of your profile before the current one, and logs, that are older, and of failed builds only these: 12h, 30d, 8w",
    };

    private readonly Option<int?> keep = new("--keep")
    {
        HelpName = "N",
        Description = "remove generations of your profile before the current one, failed builds, and logs of each package, but the newest N",
    };

    internal GcCommand(CommandEntry entry)
        : base(entry)
    {
        Syntax.Add(olderThan);
        Syntax.Add(keep);
    }

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka gc", "remove it"),
        new("nuka gc --dry-run", "only count what would be removed"),
        new("nuka gc --older-than 30d --keep 3", "remove generations that are older than 30 days as well, but the newest 3"),
    ];

    /// <inheritdoc/>
    internal override string Details =>
        "Kept is what a project's lock, a generation of your profile or another root names, what a running program uses, and everything below it; of the downloads, the package files "
        + "that such trees were made from; logs of builds, unless an option says otherwise. Directories of failed builds go. Of a store that belongs to somebody else nothing is removed but your own views of it. `nuka why-alive` says "
        + "what keeps something. What packages were built in is kept for 30 days after the last build, or for the age that an option says.";

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        ContentStore store = rooms.OpenStore(looksAtViews: true);
        DownloadCollection collection = new(rooms.State.Downloads, store, context.Clock);
        DownloadReport downloads = new(0, 0, 0, 0);
        (ImmutableArray<int> old, ImmutableArray<string> roots) = RemoveGenerations(context, rooms.OpenProfile(store));
        TimeSpan? age = context.Value(olderThan) is { } text ? Age.Parse(text) : null;
        UsedRoots used = new(store, context.Clock);
        ImmutableArray<string> unused = used.FindOld(age);
        if (!context.DryRun)
        {
            used.Forget(unused);
        }

        BuildSweep builds = new(0, 0, 0);
        LogSweep logs = new(0, 0, 0);
        void Besides(Func<Digest, bool> keeps)
        {
            downloads = collection.Run(keeps, context.DryRun);
            builds = new BuildCollection(rooms.State.Builds, context.Clock).Run(age, context.Value(keep), context.DryRun);
            logs = new LogShelf(rooms.State.Logs).Collect(age, context.Value(keep), context.Clock.GetUtcNow(), context.DryRun);
        }

        CollectReport report = store.Collect(new CollectOptions { DryRun = context.DryRun, WithoutRoots = [.. roots, .. unused], Meanwhile = Besides }, context.Cancellation);
        (string Name, long Value)[] rows =
        [
            ("generationsRemoved", old.Length), ("treesRemoved", report.TreesRemoved), ("filesRemoved", report.BlobsRemoved), ("viewsRemoved", report.ViewsRemoved),
            ("bytesFreed", report.BytesFreed), ("treesKept", report.TreesKept), ("filesKept", report.BlobsKept), ("bytesKept", report.BytesKept),
            ("viewsKept", report.ViewsKept), ("leasesHeld", report.LeasesHeld), ("downloadsRemoved", downloads.FilesRemoved), ("downloadBytesFreed", downloads.BytesFreed),
            ("downloadsKept", downloads.FilesKept), ("downloadBytesKept", downloads.BytesKept),
            ("buildsRemoved", builds.Removed), ("buildBytesFreed", builds.BytesFreed), ("buildsKept", builds.Kept),
            ("logsRemoved", logs.Removed), ("logBytesFreed", logs.BytesFreed), ("logsKept", logs.Kept),
        ];
        if (context.Json)
        {
            context.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteBoolean("dryRun", context.DryRun);
                foreach ((string name, long value) in rows)
                {
                    json.WriteNumber(name, value);
                }

                json.WriteEndObject();
            });
        }
        else
        {
            Write(context, store, old, report, downloads, builds, logs);
        }

        return Task.FromResult(ExitCodes.Done);
    }

    /// <summary>Removes old generations, or only names them with the roots that go with them.</summary>
    private (ImmutableArray<int> Old, ImmutableArray<string> Roots) RemoveGenerations(CommandContext context, Profile profile)
    {
        if (context.Value(keep) is < 0)
        {
            throw new UsageException(new Problem("cli/bad-value", "`--keep` takes a number of generations, not a negative one") { Hints = ["try: nuka gc --keep 3"] });
        }

        ImmutableArray<int> old = profile.FindOld(context.Value(keep), context.Value(olderThan) is { } age ? Age.Parse(age) : null);
        ImmutableArray<string> roots = profile.RootsOf(old);
        if (!context.DryRun)
        {
            profile.Remove(old);
        }

        return (old, roots);
    }

    private static void Write(
        CommandContext context, ContentStore store, ImmutableArray<int> old, CollectReport report, DownloadReport downloads, BuildSweep builds, LogSweep logs)
    {
        string would = context.DryRun ? "would remove" : "removed";
        if (old.Length > 0)
        {
            context.Output.WriteLine($"{would} the generations {string.Join(", ", old)}");
        }

        context.Output.WriteLine(
            $"{would} {Quantity.Count(report.TreesRemoved)} trees, {Quantity.Count(report.BlobsRemoved)} files, "
            + $"{Quantity.Count(report.ViewsRemoved)} views: {Quantity.Bytes(report.BytesFreed)}");
        if (store.IsForeign)
        {
            context.Output.WriteLine($"kept {Quantity.Count(report.ViewsKept)} views; the store itself is its owner's, who collects it");
        }

        context.Output.WriteLine($"{would} {Quantity.Count(downloads.FilesRemoved)} downloads: {Quantity.Bytes(downloads.BytesFreed)}");
        if (builds.Removed + logs.Removed > 0)
        {
            context.Output.WriteLine(
                $"{would} {Quantity.Count(builds.Removed)} directories of builds: {Quantity.Bytes(builds.BytesFreed)}; "
                + $"{Quantity.Count(logs.Removed)} logs: {Quantity.Bytes(logs.BytesFreed)}");
        }

        context.Output.WriteLine(
            $"kept {Quantity.Count(report.TreesKept)} trees, {Quantity.Count(report.BlobsKept)} files: {Quantity.Bytes(report.BytesKept)}; "
            + $"{Quantity.Count(downloads.FilesKept)} downloads: {Quantity.Bytes(downloads.BytesKept)}");
    }
}

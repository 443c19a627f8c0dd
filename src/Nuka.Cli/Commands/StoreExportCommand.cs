using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Build.Realisations;
using Nuka.Cli.Completions;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Packages;
using Nuka.Packages.Identity;
using Nuka.Platform.Errors;
using Nuka.Store;
using Nuka.Trust.Exports;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka store export CID DIR</c>: writes a tree as an ordinary directory; with <c>--file</c>, trees to one file.</summary>
internal sealed class StoreExportCommand : NukaCommand
{
    private readonly Argument<string[]> words = new("CID")
    {
        Description = "a tree's name, perhaps with a path, then the directory to make; with --file, names of trees or of packages that are built",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> file = new("--file") { HelpName = "FILE", Description = "write a file for `nuka store import`; `-` is standard output" };
    private readonly Option<bool> all = new("--all") { Description = "with --file: all trees that you, or keys that you trust, built" };
    private readonly Option<string[]> trust = TrustOption.Create();

    internal StoreExportCommand(CommandEntry entry)
        : base(entry)
    {
        Syntax.Add(words);
        Syntax.Add(file);
        Syntax.Add(all);
        Syntax.Add(trust);
    }

    /// <inheritdoc/>
    internal override NameKind? NamesOf(Symbol symbol) => symbol == words ? NameKind.Own : null;

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka store export CID ./copy", "files of your own, to be changed at will"),
        new("nuka store export CID/usr/share/doc ./doc", "a part of a tree"),
        new("nuka store export --file jq.tar jq", "a package that is built, with all that it needs when it runs"),
        new("nuka store export --file built.tar --all", "everything that was built, for another machine"),
    ];

    /// <inheritdoc/>
    internal override string Details =>
        "A file holds the trees, what they need when they run, and what trusted keys signed of where they came from. Its bytes depend on nothing else. It is a tar archive "
        + "that is not compressed; `nuka store import` takes it compressed as well.";

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        ContentStore store = rooms.OpenStore();
        string[] given = context.Value(words) ?? [];
        if (context.Value(file) is { } path)
        {
            return await WriteFileAsync(context, rooms, store, given, path);
        }

        return given.Length == 2 && !context.Value(all) ? WriteDirectory(context, store, given[0], given[1]) : throw new UsageException(
            new Problem("cli/missing-argument", "`nuka store export` needs CID and DIR, or --file")
            {
                Hints = ["try: nuka store export CID ./copy", "try: nuka store export --file FILE CID"],
            });
    }

    private async Task<int> WriteFileAsync(CommandContext context, Rooms rooms, ContentStore store, string[] given, string path)
    {
        bool isOutput = path == "-";
        if (given.Length == 0 && !context.Value(all))
        {
            throw new UsageException(new Problem("cli/missing-argument", "`nuka store export --file` needs CID, or --all")
            {
                Hints = ["try: nuka store export --file FILE --all"],
            });
        }

        if (isOutput && context.Json)
        {
            throw new UsageException(new Problem("cli/no-json", "standard output is the file here, and has no JSON") { Hints = ["leave --json out"] });
        }

        ExportWriter writer = new(store, rooms.Keys.Policy(context.Value(trust)!), context.Progress);
        List<Digest> tops = [.. context.Value(all) ? writer.FindAll() : []];
        foreach (string word in given)
        {
            // What can be a CID is one, also where it is misspelt: no package has so long a name.
            bool isPackage = PackageRooms.IsOwn(context, word) || (!word.StartsWith("bag", StringComparison.Ordinal) && !word.Contains('/', StringComparison.Ordinal));
            tops.AddRange(isPackage ? await FindPackageAsync(context, rooms, store, word) : [StorePlace.Find(store, word).RequireTree()]);
        }

        ExportPlan plan = writer.Plan(tops);
        if (isOutput && !context.DryRun)
        {
            writer.Write(plan, context.Output.Stream, context.Cancellation);
        }
        else if (!context.DryRun)
        {
            ExportFile.Write(context.FullPath(path), target => writer.Write(plan, target, context.Cancellation));
        }

        context.Say($"{(context.DryRun ? "would write" : "wrote")} {Quantity.Count(plan.Trees.Length)} trees and {Quantity.Count(plan.Realisations.Length)} realisations");
        if (context.Json)
        {
            context.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("trees", plan.Trees.Length);
                json.WriteNumber("realisations", plan.Realisations.Length);
                json.WriteBoolean("written", !context.DryRun);
                json.WriteEndObject();
            });
        }

        return ExitCodes.Done;
    }

    /// <summary>The trees of a package: as it is installed, else as it is now and was built here or taken from others.</summary>
    private async Task<ImmutableArray<Digest>> FindPackageAsync(CommandContext context, Rooms rooms, ContentStore store, string name)
    {
        if (PackageSource.IsName(name) && rooms.OpenProfile(store).Current?.Packages.FirstOrDefault(package => package.Name == name) is { } installed)
        {
            return [.. installed.Outputs.Select(output => output.Tree)];
        }

        PackageIr package = (await new PackageRooms(context, rooms, store).CloseAllAsync([name], [], null))[0];
        return new RealisationBook(store, rooms.Keys, context.Value(trust)!).FindBuilt(package.Pid, package.Outputs) is { } choices
            ? [.. choices.Select(choice => choice.Realisation.Tree)]
            : throw new Problem("cli/not-built", $"{package.Name} {package.Version}, as it is now, is not built here") { Hints = [$"try: nuka build {name}"] }.ToException();
    }

    private static int WriteDirectory(CommandContext context, ContentStore store, string place, string target)
    {
        Digest tree = StorePlace.Find(store, place).RequireTree();
        string directory = context.FullPath(target);
        bool refused = context.DryRun && Path.Exists(directory);
        if (context.DryRun)
        {
            store.ReadTree(tree);
            context.Say(PrintableText.From($"would write {Cid.OfTree(tree)} to {directory}{(refused ? ", which exists: that would be refused" : "")}"));
        }
        else
        {
            store.Export(tree, directory, context.Cancellation);
        }

        if (context.Json)
        {
            context.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("cid", Cid.OfTree(tree).ToString());
                json.WriteString("directory", directory);
                json.WriteBoolean("written", !context.DryRun);
                json.WriteEndObject();
            });
        }

        return refused ? ExitCodes.Failed : ExitCodes.Done;
    }
}

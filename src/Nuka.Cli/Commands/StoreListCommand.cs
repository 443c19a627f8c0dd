using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Nuka.Cli.Frame;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Store;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka store ls CID</c> and <c>nuka store tree CID</c>: the entries of a tree.</summary>
internal sealed class StoreListCommand : NukaCommand
{
    private readonly Argument<string> place = new("CID") { Description = "a tree's name, perhaps with a path: CID/usr/bin" };
    private readonly string name;

    internal StoreListCommand(CommandEntry entry)
        : base(entry)
    {
        name = entry.Name;
        Syntax.Add(place);
    }

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples =>
    [
        new($"nuka store {name} CID", "the whole tree"),
        new($"nuka store {name} CID/usr/share --json", "a directory in it, for a program: kind, path, size and name of each"),
    ];

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        ContentStore store = rooms.OpenStore();
        Digest digest = StorePlace.Find(store, context.Value(place)!).RequireTree();
        IEnumerable<(string Path, TreeEntry Entry)> entries = Entries(store, digest, "", deep: name == "tree");
        if (context.Json)
        {
            context.WriteJson(json => WriteJson(json, entries));
            return Task.FromResult(ExitCodes.Done);
        }

        foreach ((string path, TreeEntry entry) in entries)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Output.WriteLine(Line(path, entry));
        }

        return Task.FromResult(ExitCodes.Done);
    }

    private static IEnumerable<(string Path, TreeEntry Entry)> Entries(ContentStore store, Digest digest, string above, bool deep)
    {
        foreach (TreeEntry entry in store.ReadTree(digest).Entries)
        {
            yield return (above + entry.Name, entry);
            if (deep && entry.Kind == TreeEntryKind.Directory)
            {
                foreach ((string, TreeEntry) below in Entries(store, entry.Digest, $"{above}{entry.Name}/", deep))
                {
                    yield return below;
                }
            }
        }
    }

    private static string Line(string path, TreeEntry entry) => entry.Kind switch
    {
        TreeEntryKind.Directory => $"dir   {entry.Size,12} {path}",
        TreeEntryKind.File => $"{(entry.IsExecutable ? "exec" : "file")}  {entry.Size,12} {path}",
        _ => $"link  {"",12} {path} -> {Target(entry)}",
    };

    private static string Target(TreeEntry entry) => Nuka.Platform.Files.FileName.Display(entry.Target.Span);

    private static void WriteJson(Utf8JsonWriter json, IEnumerable<(string Path, TreeEntry Entry)> entries)
    {
        json.WriteStartArray();
        foreach ((string path, TreeEntry entry) in entries)
        {
            json.WriteStartObject();
            json.WriteString("kind", entry.Kind.ToString().ToLower(CultureInfo.InvariantCulture));
            json.WriteString("path", path);
            if (entry.Kind == TreeEntryKind.Symlink)
            {
                json.WriteString("target", Target(entry));
            }
            else
            {
                json.WriteNumber("size", entry.Size);
                json.WriteBoolean("executable", entry.IsExecutable);
                json.WriteString("cid", new Cid(entry.Kind == TreeEntryKind.File ? ContentKind.Blob : ContentKind.Tree, entry.Digest).ToString());
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

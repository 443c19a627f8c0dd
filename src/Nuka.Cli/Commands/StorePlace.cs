using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Store;

namespace Nuka.Cli.Commands;

/// <summary>What a person names in the store: a CID, perhaps with a path below it.</summary>
/// <param name="Text">As it was typed.</param>
/// <param name="Cid">What it is.</param>
internal sealed record StorePlace(string Text, Cid Cid)
{
    /// <summary>Follows the path; links are not followed.</summary>
    /// <exception cref="NukaException"><c>content/bad-cid</c>, <c>cli/not-in-tree</c>, <c>store/missing-tree</c>.</exception>
    internal static StorePlace Find(ContentStore store, string text)
    {
        string[] words = text.Split('/', StringSplitOptions.RemoveEmptyEntries);
        Cid found = Cid.Parse(words.FirstOrDefault(""));
        foreach (string word in words.Skip(1))
        {
            byte[] name = Encoding.UTF8.GetBytes(word);
            TreeEntry? entry = found.Kind == ContentKind.Tree && FileName.IsValid(name)
                ? store.ReadTree(found.Digest).Find(FileName.FromBytes(name))
                : null;
            found = entry switch
            {
                { Kind: TreeEntryKind.Directory } => Cid.OfTree(entry.Value.Digest),
                { Kind: TreeEntryKind.File } => Cid.OfBlob(entry.Value.Digest),
                _ => throw new Problem("cli/not-in-tree", $"there is no file or directory `{word}` in `{text}`")
                {
                    Hints = [$"see what is there: try: nuka store tree {words[0]}"],
                }.ToException(),
            };
        }

        return new StorePlace(text, found);
    }

    /// <summary>The tree's digest.</summary>
    /// <exception cref="NukaException"><c>cli/not-a-tree</c></exception>
    internal Digest RequireTree() => Cid.Kind == ContentKind.Tree
        ? Cid.Digest
        : throw new Problem("cli/not-a-tree", $"`{Text}` is a file, not a tree") { Hints = [$"print it: try: nuka store cat {Text}"] }.ToException();

    /// <summary>The blob's digest.</summary>
    /// <exception cref="NukaException"><c>cli/not-a-file</c></exception>
    internal Digest RequireBlob() => Cid.Kind == ContentKind.Blob
        ? Cid.Digest
        : throw new Problem("cli/not-a-file", $"`{Text}` is a tree, not a file") { Hints = [$"list it: try: nuka store ls {Text}"] }.ToException();
}

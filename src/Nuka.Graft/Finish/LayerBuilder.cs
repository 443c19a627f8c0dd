using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Files;
using Nuka.Store;

namespace Nuka.Graft.Finish;

/// <summary>
/// Collects what the finish layer holds, by path; a later entry of one path replaces an earlier one. What is added can be seen in
/// the joined root at once, so that handlers build on each other.
/// </summary>
internal sealed class LayerBuilder(JoinedRoot root)
{
    private readonly SortedDictionary<string, Item> items = new(StringComparer.Ordinal);

    /// <summary>Paths that the layer holds, in order.</summary>
    internal IEnumerable<string> Paths => items.Keys;

    /// <summary>Adds an empty directory.</summary>
    internal void AddDirectory(string path) => items.TryAdd(path, new Item(TreeEntryKind.Directory, [], default, 0, false));

    /// <summary>Adds a file.</summary>
    internal void AddFile(string path, byte[] content, bool executable = false)
    {
        Digest digest = Blake3.Hash(content);
        items[path] = new Item(TreeEntryKind.File, content, digest, content.Length, executable);
        root.Put(path, TreeEntry.File(Name(path), digest, (ulong)content.Length, executable));
    }

    /// <summary>Adds a file of text.</summary>
    internal void AddFile(string path, string content) => AddFile(path, Encoding.UTF8.GetBytes(content));

    /// <summary>Adds a file whose content is in the store.</summary>
    internal void AddStored(string path, TreeEntry entry)
    {
        items[path] = new Item(TreeEntryKind.File, null, entry.Digest, (long)entry.Size, entry.IsExecutable);
        root.Put(path, entry);
    }

    /// <summary>Adds a link.</summary>
    internal void AddSymlink(string path, string target)
    {
        items[path] = new Item(TreeEntryKind.Symlink, Encoding.Latin1.GetBytes(target), default, 0, false);
        root.Put(path, TreeEntry.Symlink(Name(path), Encoding.Latin1.GetBytes(target)));
    }

    /// <summary>Takes back what was added at a path, and below it.</summary>
    internal void Remove(string path)
    {
        foreach (string inner in items.Keys.Where(key => PathNames.IsAtOrBelow(key, path)).ToArray())
        {
            items.Remove(inner);
        }
    }

    /// <summary>Writes the layer.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="wanted">Which paths; all by default.</param>
    internal void Write(TreeWriter writer, Predicate<string>? wanted = null)
    {
        foreach ((string path, Item item) in items.Where(pair => wanted is null || wanted(pair.Key)))
        {
            byte[] bytes = Encoding.Latin1.GetBytes(path);
            switch (item.Kind)
            {
                case TreeEntryKind.Directory:
                    writer.AddDirectory(bytes);
                    break;
                case TreeEntryKind.Symlink:
                    writer.AddSymlink(bytes, item.Content);
                    break;
                default:
                    Write(writer, bytes, item);
                    break;
            }
        }
    }

    private static void Write(TreeWriter writer, byte[] path, Item item)
    {
        if (item.Content is { } content)
        {
            writer.AddFile(path, item.IsExecutable, content);
        }
        else
        {
            writer.AddFileByDigest(path, item.IsExecutable, item.Digest, item.SizeBytes);
        }
    }

    private static FileName Name(string path) => FileName.FromBytes(Encoding.Latin1.GetBytes(path[(path.LastIndexOf('/') + 1)..]));

    private sealed record Item(TreeEntryKind Kind, byte[]? Content, Digest Digest, long SizeBytes, bool IsExecutable);
}

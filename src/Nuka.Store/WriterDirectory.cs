using System.Diagnostics.CodeAnalysis;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Files;
using Nuka.Store.Index;

namespace Nuka.Store;

/// <summary>A directory of a tree that is being written: what is finished in it, and the directories that are not.</summary>
internal sealed class WriterDirectory
{
    private readonly Dictionary<FileName, TreeEntry> entries = new(FileNameComparer.Instance);
    private readonly Dictionary<FileName, WriterDirectory> directories = new(FileNameComparer.Instance);

    internal IEnumerable<TreeEntry> Entries => entries.Values;

    internal IEnumerable<KeyValuePair<FileName, WriterDirectory>> Directories => directories;

    internal bool Has(ReadOnlySpan<byte> name) =>
        entries.GetAlternateLookup<ReadOnlySpan<byte>>().ContainsKey(name) || directories.GetAlternateLookup<ReadOnlySpan<byte>>().ContainsKey(name);

    internal bool TryGetDirectory(ReadOnlySpan<byte> name, [NotNullWhen(true)] out WriterDirectory? directory) =>
        directories.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out directory);

    internal bool TryGetEntry(ReadOnlySpan<byte> name, out TreeEntry entry) =>
        entries.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out entry);

    internal void Add(TreeEntry entry) => entries.Add(entry.Name, entry);

    internal void Add(FileName name, WriterDirectory directory) => directories.Add(name, directory);

    internal bool Remove(ReadOnlySpan<byte> name) =>
        entries.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(name) || directories.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(name);

    /// <summary>Encodes this directory and everything below it.</summary>
    /// <param name="trees">Receives every tree, children before parents.</param>
    /// <returns>The digest and the size of this one.</returns>
    internal (Digest Digest, ulong Size) Encode(List<StoredTree> trees)
    {
        List<TreeEntry> all = new(entries.Count + directories.Count);
        all.AddRange(entries.Values);
        foreach ((FileName name, WriterDirectory directory) in directories)
        {
            (Digest digest, ulong size) = directory.Encode(trees);
            all.Add(TreeEntry.Directory(name, digest, size));
        }

        Tree tree = Tree.Create(all);
        trees.Add(new StoredTree(tree.Digest, tree.Encode()));
        return (tree.Digest, tree.Size);
    }
}

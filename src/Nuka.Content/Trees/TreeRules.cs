using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Content.Trees;

/// <summary>The invariants of a tree's entries, wherever the entries came from. Reasons: specs/tree.md.</summary>
internal static class TreeRules
{
    /// <summary>Sorts the entries and checks every invariant that does not concern their encoding.</summary>
    /// <param name="entries">The entries; sorted in place.</param>
    /// <returns>The number of all entries here and below.</returns>
    internal static ulong SortAndCheck(TreeEntry[] entries)
    {
        if (entries.Length > TreeLimits.Entries)
        {
            throw Broken($"it has {entries.Length} entries; a directory holds at most {TreeLimits.Entries}");
        }

        Array.Sort(entries, static (left, right) => left.Name.CompareTo(right.Name));
        ulong size = 0;
        for (int i = 0; i < entries.Length; i++)
        {
            ref readonly TreeEntry entry = ref entries[i];
            Check(entry);
            if (i > 0 && entry.Name == entries[i - 1].Name)
            {
                throw Broken($"the name '{entry.Name}' is there twice");
            }

            ulong below = entry.Kind == TreeEntryKind.Directory ? entry.Size : 0;
            ulong sum = unchecked(size + 1 + below);
            if (below == ulong.MaxValue || sum <= size)
            {
                throw Broken("the number of all entries does not fit in 64 bits");
            }

            size = sum;
        }

        return size;
    }

    internal static NukaException Broken(string reason) =>
        new Problem("content/bad-tree", "this is not a tree in its canonical form") { Reasons = [reason] }.ToException();

    private static void Check(in TreeEntry entry)
    {
        if (!FileName.IsValid(entry.Name.Bytes))
        {
            throw Broken($"'{entry.Name}' is not the name of a file");
        }

        if (entry.Kind != TreeEntryKind.Symlink)
        {
            return;
        }

        ReadOnlySpan<byte> target = entry.Target.Span;
        if (target.Length is 0 or > TreeLimits.TargetBytes)
        {
            throw Broken($"the target of the link '{entry.Name}' has {target.Length} bytes; it has 1 to {TreeLimits.TargetBytes}");
        }

        if (target.Contains((byte)0))
        {
            throw Broken($"the target of the link '{entry.Name}' holds a NUL byte");
        }
    }
}

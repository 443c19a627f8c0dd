using Nuka.Content.Hashing;

namespace Nuka.Store.Import;

/// <summary>A directory as the last import of it saw it.</summary>
/// <param name="Device">The file system that it is on.</param>
/// <param name="Tree">The tree that it was.</param>
/// <param name="Size">How many entries the tree has below it.</param>
/// <param name="Entries">Its entries in the order of their names.</param>
internal sealed record CachedDirectory(ulong Device, Digest Tree, ulong Size, CachedEntry[] Entries)
{
    /// <summary>Finds an entry by its name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="from">Where to begin: callers ask in the order of the names. Moves on.</param>
    /// <returns>Its index, or -1.</returns>
    internal int Find(ReadOnlySpan<byte> name, ref int from)
    {
        while (from < Entries.Length)
        {
            int order = Entries[from].Name.Span.SequenceCompareTo(name);
            if (order == 0)
            {
                return from++;
            }

            if (order > 0)
            {
                return -1;
            }

            from++;
        }

        return -1;
    }
}

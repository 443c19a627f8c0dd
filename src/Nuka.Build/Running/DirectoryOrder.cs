using System.Text;
using Nuka.Content.Hashing;
using Nuka.Platform.Files;
using Nuka.Store;

namespace Nuka.Build.Running;

/// <summary>
/// Gives directories another order of their entries than ordinary builds see. Most file systems list a directory by what they make of the names alone (ext4, XFS) and keep
/// that order whatever is done; one in memory lists it by the order in which entries came. So the sources of a build that is compared lie there.
/// </summary>
internal static class DirectoryOrder
{
    private static ReadOnlySpan<byte> Aside => ".nuka-order"u8;

    /// <summary>Changes the order below a directory, as far as its file system lets it.</summary>
    /// <param name="store">The store that has the tree.</param>
    /// <param name="tree">What is in the directory.</param>
    /// <param name="place">The directory.</param>
    /// <param name="usual">A directory that is made for a while where ordinary builds lie.</param>
    /// <param name="cancellation">Stops the work.</param>
    internal static void Change(ContentStore store, Digest tree, string place, string usual, CancellationToken cancellation)
    {
        store.Export(tree, usual, cancellation);
        try
        {
            using DirectoryHandle ordinary = DirectoryHandle.Open(usual);
            using DirectoryHandle changed = DirectoryHandle.Open(place);
            Change(ordinary, changed, cancellation);
        }
        finally
        {
            using DirectoryHandle parent = DirectoryHandle.Open(Path.GetDirectoryName(usual)!);
            parent.RemoveTree(Encoding.UTF8.GetBytes(Path.GetFileName(usual)));
        }
    }

    private static void Change(DirectoryHandle ordinary, DirectoryHandle changed, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        FileName[] names = Names(ordinary);
        if (names.Length > 1)
        {
            Enter(changed, [.. names.Reverse()]);
            if (Names(changed).SequenceEqual(names))
            {
                Enter(changed, names); // it lists the newest first
            }
        }

        foreach (FileName name in names.Where(name => ordinary.GetStatus(name.Bytes).Kind == FileKind.Directory))
        {
            using DirectoryHandle below = ordinary.OpenDirectory(name.Bytes);
            using DirectoryHandle same = changed.OpenDirectory(name.Bytes);
            Change(below, same, cancellation);
        }
    }

    /// <summary>Lets the entries come in an order.</summary>
    private static void Enter(DirectoryHandle directory, FileName[] names)
    {
        directory.CreateDirectory(Aside, 0x1C0);
        using (DirectoryHandle aside = directory.OpenDirectory(Aside))
        {
            foreach (FileName name in names)
            {
                directory.Rename(name.Bytes, aside, name.Bytes);
            }

            foreach (FileName name in names)
            {
                aside.Rename(name.Bytes, directory, name.Bytes);
            }
        }

        directory.RemoveDirectory(Aside);
    }

    private static FileName[] Names(DirectoryHandle directory) => [.. directory.List().Select(item => item.Name)];
}

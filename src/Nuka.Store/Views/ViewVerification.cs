using System.Collections.Concurrent;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Store.Blobs;

namespace Nuka.Store.Views;

/// <summary>
/// Compares a view with its tree and changes nothing: a file has to be the store's own, or hold the right bytes. Whether the store's own files
/// do is asked elsewhere.
/// </summary>
internal sealed class ViewVerification(StoreArea store, DirectoryHandle view, CancellationToken cancellation)
{
    private readonly ConcurrentBag<string> wrong = [];

    /// <summary>Compares.</summary>
    /// <returns>The first path below the view that is wrong, in the order of names; <see langword="null"/>: none is.</returns>
    internal string? FindWrong(Digest tree)
    {
        WorkCrew<(byte[] Path, Tree Tree)> crew = new(Compare, cancellation);
        crew.Add(("tree"u8.ToArray(), store.ReadTree(tree)));
        crew.Run(store.Options.Threads);
        return wrong.Order(StringComparer.Ordinal).FirstOrDefault();
    }

    private void Compare((byte[] Path, Tree Tree) item, WorkCrew<(byte[] Path, Tree Tree)> crew)
    {
        try
        {
            using DirectoryHandle directory = view.OpenDirectory(item.Path);
            HashSet<string> names = new(StringComparer.Ordinal);
            foreach (TreeEntry entry in item.Tree.Entries)
            {
                names.Add(Encoding.Latin1.GetString(entry.Name.Bytes));
                byte[] path = [.. item.Path, (byte)'/', .. entry.Name.Bytes];
                if (!IsRight(directory, entry))
                {
                    wrong.Add(FileName.Display(path));
                }
                else if (entry.Kind == TreeEntryKind.Directory)
                {
                    crew.Add((path, store.ReadChild(entry)));
                }
            }

            foreach (DirectoryItem found in directory.List().Where(found => !names.Contains(Encoding.Latin1.GetString(found.Name.Bytes))))
            {
                wrong.Add(FileName.Display([.. item.Path, (byte)'/', .. found.Name.Bytes]));
            }
        }
        catch (FileError)
        {
            wrong.Add(FileName.Display(item.Path));
        }
    }

    private bool IsRight(DirectoryHandle directory, TreeEntry entry)
    {
        if (directory.TryGetStatus(entry.Name.Bytes) is not FileStatus status)
        {
            return false;
        }

        return entry.Kind switch
        {
            TreeEntryKind.Directory => status.Kind == FileKind.Directory,
            TreeEntryKind.Symlink => status.Kind == FileKind.Symlink && directory.ReadSymlink(entry.Name.Bytes).AsSpan().SequenceEqual(entry.Target.Span),
            _ => status.Kind == FileKind.File && (IsStoresOwn(entry, status) || IsRightCopy(directory, entry, status)),
        };
    }

    /// <summary>Where the store's own is lost, that is a finding of its own, and takes its views along.</summary>
    private bool IsStoresOwn(TreeEntry entry, FileStatus status)
    {
        ReadOnlySpan<byte> path = new BlobName(entry.Digest, entry.IsExecutable).WritePath(stackalloc byte[BlobName.PathLimit]);
        return store.Root.TryGetStatus(path) is not { } own || (own.Inode, own.Device) == (status.Inode, status.Device);
    }

    private static bool IsRightCopy(DirectoryHandle directory, TreeEntry entry, FileStatus status) =>
        status.Mode == new BlobName(entry.Digest, entry.IsExecutable).Mode && BlobContent.TryHash(directory, entry.Name.Bytes) == entry.Digest;
}

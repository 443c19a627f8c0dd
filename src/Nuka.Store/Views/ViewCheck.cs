using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Files;
using Nuka.Store.Blobs;

namespace Nuka.Store.Views;

/// <summary>Compares a view that is there with its tree, name by name: the bytes are the store's own files, or copies made whole.</summary>
internal sealed class ViewCheck(StoreArea store, DirectoryHandle view, CancellationToken cancellation)
{
    private volatile bool wrong;

    internal bool IsRight(Digest tree)
    {
        WorkCrew<(byte[] Path, Tree Tree)> crew = new(Compare, cancellation);
        crew.Add(("tree"u8.ToArray(), store.ReadTree(tree)));
        crew.Run(store.Options.Threads);
        return !wrong;
    }

    private void Compare((byte[] Path, Tree Tree) item, WorkCrew<(byte[] Path, Tree Tree)> crew)
    {
        if (wrong)
        {
            return;
        }

        try
        {
            using DirectoryHandle directory = view.OpenDirectory(item.Path);
            if (directory.List().Count != item.Tree.Entries.Length)
            {
                wrong = true;
                return;
            }

            foreach (TreeEntry entry in item.Tree.Entries)
            {
                // Only ever set: `wrong |= …` would write a false that was read before another thread found something.
                if (!IsRight(directory, entry))
                {
                    wrong = true;
                    return;
                }

                if (entry.Kind == TreeEntryKind.Directory)
                {
                    crew.Add(([.. item.Path, (byte)'/', .. entry.Name.Bytes], store.ReadChild(entry)));
                }
            }
        }
        catch (FileError)
        {
            wrong = true;
        }
    }

    private static bool IsRight(DirectoryHandle directory, TreeEntry entry)
    {
        if (directory.TryGetStatus(entry.Name.Bytes) is not FileStatus status)
        {
            return false;
        }

        switch (entry.Kind)
        {
            case TreeEntryKind.Directory:
                return status.Kind == FileKind.Directory;
            case TreeEntryKind.Symlink:
                return status.Kind == FileKind.Symlink && directory.ReadSymlink(entry.Name.Bytes).AsSpan().SequenceEqual(entry.Target.Span);
            default:
                // Its bytes are a blob's, which was durable before it was linked, or a copy that was durable before it was shown.
                return status.Kind == FileKind.File && (ulong)status.SizeBytes == entry.Size
                    && status.Mode == new BlobName(entry.Digest, entry.IsExecutable).Mode
                    && status.ModifiedNanoseconds == StoreTime.Seconds * 1_000_000_000;
        }
    }
}

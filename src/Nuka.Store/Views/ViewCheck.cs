using System.Collections.Concurrent;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Files;
using Nuka.Store.Blobs;

namespace Nuka.Store.Views;

/// <summary>
/// Compares a view that is there with its tree, name by name. A file that looks as it was made is believed, unless it is among the
/// suspects, or no seal is there to say what is suspect and a file with other names is not among the confirmed ones. Every other one is read, and
/// made to look so again when its bytes are right.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="view">The view: the directory above <c>tree</c>.</param>
/// <param name="suspects">Paths below the view, as Latin-1, that are to be read however they look; <see langword="null"/>: no seal could say.</param>
/// <param name="confirmed">The store's files that are known to be right.</param>
/// <param name="cancellation">Ends the work.</param>
internal sealed class ViewCheck(StoreArea store, DirectoryHandle view, IReadOnlySet<string>? suspects, ConfirmedFiles confirmed, CancellationToken cancellation)
{
    private readonly ConcurrentBag<(byte[] Path, FileStatus Status, Digest Digest)> seen = [];
    private readonly ConcurrentQueue<(BlobName Blob, string Path)> damaged = [];
    private volatile bool wrong;

    /// <summary>Files with other bytes than they should have; not all of them.</summary>
    internal IReadOnlyCollection<(BlobName Blob, string Path)> Damaged => damaged;

    /// <summary>Compares.</summary>
    internal bool IsRight(Digest tree)
    {
        WorkCrew<(byte[] Path, Tree Tree)> crew = new(Compare, cancellation);
        crew.Add(("tree"u8.ToArray(), store.ReadTree(tree)));
        crew.Run(store.Options.Threads);
        return !wrong;
    }

    /// <summary>The seal of a view that was right.</summary>
    internal ViewSeal Seal() => ViewSeal.Of(seen);

    private void Compare((byte[] Path, Tree Tree) item, WorkCrew<(byte[] Path, Tree Tree)> crew)
    {
        if (wrong)
        {
            return;
        }

        try
        {
            using DirectoryHandle directory = view.OpenDirectory(item.Path);
            seen.Add((item.Path, directory.GetStatus([]), default));
            if (directory.List().Count != item.Tree.Entries.Length)
            {
                wrong = true;
                return;
            }

            foreach (TreeEntry entry in item.Tree.Entries)
            {
                // Only ever set: `wrong |= …` would write a false that was read before another thread found something.
                byte[] path = [.. item.Path, (byte)'/', .. entry.Name.Bytes];
                if (!IsRight(directory, entry, path))
                {
                    wrong = true;
                    return;
                }

                if (entry.Kind == TreeEntryKind.Directory)
                {
                    crew.Add((path, store.ReadChild(entry)));
                }
            }
        }
        catch (FileError)
        {
            wrong = true;
        }
    }

    private bool IsRight(DirectoryHandle directory, TreeEntry entry, byte[] path)
    {
        if (directory.TryGetStatus(entry.Name.Bytes) is not FileStatus status)
        {
            return false;
        }

        return entry.Kind switch
        {
            TreeEntryKind.Directory => status.Kind == FileKind.Directory,
            TreeEntryKind.Symlink => status.Kind == FileKind.Symlink && directory.ReadSymlink(entry.Name.Bytes).AsSpan().SequenceEqual(entry.Target.Span),
            _ => status.Kind == FileKind.File && IsRightFile(directory, entry, path, status),
        };
    }

    private bool IsRightFile(DirectoryHandle directory, TreeEntry entry, byte[] path, FileStatus status)
    {
        // Its bytes are a blob's, which was durable before it was linked, or a copy that was durable before it was shown.
        BlobName blob = new(entry.Digest, entry.IsExecutable);
        bool asMade = ConfirmedFiles.IsAsMade(status, blob, entry.Size);
        if (!asMade || IsSuspect(directory, entry, path, status))
        {
            store.Options.BeforeRead?.Invoke(FileName.Display(path));
            FileStatus before = directory.GetStatus(entry.Name.Bytes);
            if (BlobContent.TryHash(directory, entry.Name.Bytes) != entry.Digest)
            {
                damaged.Enqueue((blob, FileName.Display(path)));
                return false;
            }

            bool steady = directory.GetStatus(entry.Name.Bytes) == before;
            if (!asMade)
            {
                directory.SetMode(entry.Name.Bytes, blob.Mode);
                directory.SetTime(entry.Name.Bytes, StoreTime.Seconds);
            }

            status = directory.GetStatus(entry.Name.Bytes);
            if (status.Links > 1 && steady)
            {
                confirmed.Confirm(entry.Digest, status);
            }
        }

        seen.Add((path, status, entry.Digest));
        return true;
    }

    private bool IsSuspect(DirectoryHandle directory, TreeEntry entry, byte[] path, FileStatus status) => suspects is not null
        ? suspects.Contains(Encoding.Latin1.GetString(path))
        : status.Links > 1 && !confirmed.Has(entry.Digest, () => directory.TryGetStatus(entry.Name.Bytes));
}

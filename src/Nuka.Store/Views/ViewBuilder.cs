using System.Text;
using Microsoft.Win32.SafeHandles;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Store.Blobs;
using Nuka.Store.Errors;

namespace Nuka.Store.Views;

/// <summary>Builds one tree as a directory: hard links to the store's files where that can be, verified copies where not.</summary>
internal sealed class ViewBuilder(StoreArea store, DirectoryHandle target, CancellationToken cancellation)
{
    private const uint DirectoryMode = 0x16D; // 0555

    private readonly Lock renewing = new();
    private volatile bool copies;

    /// <summary>Whether the files are copies even where hard links could be had; for what is exported.</summary>
    internal bool CopiesOnly { init => copies = value; }

    /// <summary>Whom to tell of links to the store's files; for what is exported there are none.</summary>
    internal ConfirmedFiles? Confirmed { get; init; }

    /// <summary>Whether some files are copies, which are not on the disk yet.</summary>
    internal bool HasCopies => copies;

    /// <summary>Whether directories stay writable for their owner and new; for what is exported.</summary>
    internal bool LeavesWritable { get; init; }

    /// <summary>Builds the tree as the directory <c>tree</c> of the target.</summary>
    internal void Build(Digest tree) => Build(tree, "tree"u8);

    /// <summary>Builds the tree as a directory of the target.</summary>
    /// <param name="tree">The tree's digest.</param>
    /// <param name="name">The directory's name, which is free.</param>
    internal void Build(Digest tree, ReadOnlySpan<byte> name)
    {
        WorkCrew<(byte[] Path, Tree Tree)> crew = new(Fill, cancellation);
        Tree top = store.ReadTree(tree);
        target.CreateDirectory(name, 0x1ED); // 0755 until it is filled.
        crew.Add((name.ToArray(), top));
        crew.Run(store.Options.Threads);
    }

    private void Fill((byte[] Path, Tree Tree) item, WorkCrew<(byte[] Path, Tree Tree)> crew)
    {
        store.Step("view-directory");
        using (DirectoryHandle directory = target.OpenDirectory(item.Path))
        {
            foreach (TreeEntry entry in item.Tree.Entries)
            {
                switch (entry.Kind)
                {
                    case TreeEntryKind.Directory:
                        if (!directory.CreateDirectory(entry.Name.Bytes))
                        {
                            throw Folded(entry.Name);
                        }

                        crew.Add(([.. item.Path, (byte)'/', .. entry.Name.Bytes], store.ReadChild(entry)));
                        break;
                    case TreeEntryKind.File:
                        Place(directory, entry);
                        break;
                    default:
                        MakeLink(directory, entry);
                        break;
                }
            }
        }

        if (!LeavesWritable)
        {
            target.SetMode(item.Path, DirectoryMode);
        }

        // Only directories that are already there changed this one's time; filling those does not.
        target.SetTime(item.Path, StoreTime.Seconds);
    }

    private static void MakeLink(DirectoryHandle directory, TreeEntry entry)
    {
        try
        {
            directory.CreateSymlink(entry.Target.Span, entry.Name.Bytes);
        }
        catch (FileError error) when (error.Number == ErrorNumbers.Exists)
        {
            throw Folded(entry.Name);
        }

        directory.SetTime(entry.Name.Bytes, StoreTime.Seconds);
    }

    private void Place(DirectoryHandle directory, TreeEntry entry)
    {
        BlobName blob = new(entry.Digest, entry.IsExecutable);
        int error = copies ? ErrorNumbers.CrossDevice : TryLink(directory, entry, blob);
        if (error == ErrorNumbers.TooManyLinks)
        {
            error = RenewAndLink(directory, entry, blob);
        }

        switch (error)
        {
            case 0:
                return;
            case ErrorNumbers.Exists:
                throw Folded(entry.Name);
            case ErrorNumbers.NotFound:
                throw StoreProblems.MissingBlob(entry.Digest);
            case ErrorNumbers.CrossDevice or ErrorNumbers.NotPermitted or ErrorNumbers.NotSupported:
                copies = true; // Another file system, or one without hard links, or the kernel forbids links to others' files.
                Copy(directory, entry, blob);
                return;
            default:
                throw new FileError("link", entry.Name.ToString(), error);
        }
    }

    private int TryLink(DirectoryHandle directory, TreeEntry entry, BlobName blob) =>
        Confirmed is { } confirmed ? confirmed.Link(blob, entry.Size, directory, entry.Name.Bytes)
            : directory.TryLink(store.Root, blob.WritePath(stackalloc byte[BlobName.PathLimit]), entry.Name.Bytes);

    // A file system bounds the names of one file (ext4: 65 000). A fresh copy takes the blob's name and the next links; the old
    // file lives on in the views that have it.
    private int RenewAndLink(DirectoryHandle directory, TreeEntry entry, BlobName blob)
    {
        lock (renewing)
        {
            int error = TryLink(directory, entry, blob);
            if (error != ErrorNumbers.TooManyLinks || store.IsReadOnly)
            {
                return error == ErrorNumbers.TooManyLinks ? ErrorNumbers.CrossDevice : error;
            }

            byte[] staged = store.Staging.NextName();
            CopyTo(store.Staging.Directory, staged, entry, blob, durable: true);
            store.Step("renew");
            store.Staging.Directory.Rename(staged, store.Root, blob.WritePath(stackalloc byte[BlobName.PathLimit]));
            return TryLink(directory, entry, blob);
        }
    }

    private void Copy(DirectoryHandle directory, TreeEntry entry, BlobName blob)
    {
        try
        {
            CopyTo(directory, entry.Name.Bytes, entry, blob, durable: false);
        }
        catch (FileError error) when (error.Number == ErrorNumbers.Exists)
        {
            throw Folded(entry.Name);
        }
    }

    private void CopyTo(DirectoryHandle directory, ReadOnlySpan<byte> name, TreeEntry entry, BlobName blob, bool durable)
    {
        using SafeFileHandle source = store.TryOpenBlob(blob) ?? store.OpenBlob(entry.Digest);
        using SafeFileHandle file = directory.CreateFile(name);
        int descriptor = (int)file.DangerousGetHandle();
        Blake3Hasher hasher = Blake3Hasher.CreateHash();
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(1 << 18);
        try
        {
            int count;
            while ((count = OpenFile.ReadFull((int)source.DangerousGetHandle(), buffer, "a blob")) > 0)
            {
                hasher.Append(buffer.AsSpan(0, count));
                OpenFile.WriteFull(descriptor, buffer.AsSpan(0, count), "a view's file");
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }

        if (hasher.Finish() != entry.Digest)
        {
            throw StoreProblems.CorruptBlob(entry.Digest, $"the file {blob} holds other bytes");
        }

        uint writable = LeavesWritable ? 0x80u : 0u; // 0200
        StagingArea.Finish(descriptor, blob.Mode | writable);
        if (durable)
        {
            OpenFile.Synchronise(descriptor, "a renewed blob");
        }
    }

    private static NukaException Folded(FileName name) =>
        new Problem("store/folded-names", $"the file system takes '{name}' for a name that the tree has as well")
        {
            Reasons = ["it does not tell upper from lower case, or one spelling of a letter from another; the tree does"],
            Hints = ["put the state directory on a file system that keeps names as they are"],
        }.ToException();
}

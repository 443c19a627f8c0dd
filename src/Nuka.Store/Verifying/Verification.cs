using System.Buffers;
using System.Collections.Concurrent;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Platform.Progress;
using Nuka.Store.Blobs;

namespace Nuka.Store.Verifying;

/// <summary>Reads everything that a store holds and compares it with its names; changes nothing.</summary>
internal sealed class Verification(StoreArea store, CancellationToken cancellation)
{
    private readonly Dictionary<BlobName, long> wantedBlobs = [];
    private readonly HashSet<Digest> wantedTrees = [];
    private readonly ConcurrentDictionary<BlobName, byte> present = new();
    private readonly ConcurrentBag<Defect> defects = [];
    private long trees;
    private long blobs;
    private long bytes;

    /// <summary>What the trees say that each blob's length is.</summary>
    internal IReadOnlyDictionary<BlobName, long> WantedBlobs => wantedBlobs;

    internal long Trees => trees;

    internal long Blobs => blobs;

    internal long Bytes => bytes;

    /// <summary>Reads everything.</summary>
    /// <returns>What is wrong, in the order of the names.</returns>
    internal List<Defect> Run()
    {
        if (store.Index.Check() is { Count: > 0 } lines)
        {
            throw new Problem("store/index-damaged", "the store's index is damaged")
            {
                Reasons = [.. lines.Take(5), $"the index is {store.Path}/index.sqlite"],
                Hints = ["move the store's directory away and let nuka fetch again what the locks name"],
            }.ToException();
        }

        ReadTrees();
        ReadBlobs();
        foreach (BlobName blob in wantedBlobs.Keys.Where(blob => !present.ContainsKey(blob)))
        {
            defects.Add(new Defect(VerifyFindingKind.MissingBlob, Cid.OfBlob(blob.Digest), blob));
        }

        return [.. defects.OrderBy(defect => defect.Name).ThenBy(defect => defect.Kind)];
    }

    private void ReadTrees()
    {
        List<Digest> all = store.Index.Trees();
        using IProgressTask progress = store.Options.Progress.Begin("checking trees", all.Count);
        foreach (Digest digest in all)
        {
            cancellation.ThrowIfCancellationRequested();
            trees++;
            progress.Advance(1);
            try
            {
                Expect(store.ReadTree(digest));
            }
            catch (NukaException error) when (error.Problem.Code == "store/corrupt-tree")
            {
                defects.Add(new Defect(VerifyFindingKind.CorruptTree, Cid.OfTree(digest), null));
            }
        }

        wantedTrees.ExceptWith(all);
        wantedTrees.Remove(Tree.Empty.Digest);
        foreach (Digest digest in wantedTrees)
        {
            defects.Add(new Defect(VerifyFindingKind.MissingTree, Cid.OfTree(digest), null));
        }
    }

    private void Expect(Tree tree)
    {
        foreach (TreeEntry entry in tree.Entries)
        {
            if (entry.Kind == TreeEntryKind.Directory)
            {
                wantedTrees.Add(entry.Digest);
            }
            else if (entry.Kind == TreeEntryKind.File)
            {
                wantedBlobs[new BlobName(entry.Digest, entry.IsExecutable)] = (long)entry.Size;
            }
        }
    }

    private void ReadBlobs()
    {
        using IProgressTask progress = store.Options.Progress.Begin("checking files", 0, ProgressUnit.Bytes);
        using DirectoryHandle directory = store.Root.OpenDirectory("blobs"u8);
        WorkCrew<FileName> crew = new((group, _) => ReadGroup(directory, group, progress), cancellation);
        foreach (DirectoryItem group in directory.List())
        {
            crew.Add(group.Name);
        }

        crew.Run(store.Options.Threads);
    }

    private void ReadGroup(DirectoryHandle blobsDirectory, FileName group, IProgressTask progress)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BlobContent.ChunkBytes);
        try
        {
            using DirectoryHandle directory = blobsDirectory.OpenDirectory(group.Bytes);
            foreach (DirectoryItem item in directory.List())
            {
                if (BlobName.TryParse(group.Bytes, item.Name.Bytes) is BlobName blob)
                {
                    cancellation.ThrowIfCancellationRequested();
                    long length = ReadBlob(directory, item.Name, blob, buffer);
                    Interlocked.Increment(ref blobs);
                    Interlocked.Add(ref bytes, length);
                    progress.Advance(length);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private long ReadBlob(DirectoryHandle directory, FileName name, BlobName blob, byte[] buffer)
    {
        FileStatus status = directory.GetStatus(name.Bytes);
        present[blob] = 0;
        if (status.Kind != FileKind.File || BlobContent.TryHash(directory, name.Bytes, buffer) != blob.Digest)
        {
            defects.Add(new Defect(VerifyFindingKind.CorruptBlob, Cid.OfBlob(blob.Digest), blob));
        }
        else if (status.Mode != blob.Mode || status.ModifiedNanoseconds != StoreTime.Seconds * 1_000_000_000)
        {
            defects.Add(new Defect(VerifyFindingKind.WrongStatus, Cid.OfBlob(blob.Digest), blob));
        }

        return status.SizeBytes;
    }
}

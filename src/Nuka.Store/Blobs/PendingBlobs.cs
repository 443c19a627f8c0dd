using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using Nuka.Content.Hashing;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Store.Blobs;

/// <summary>
/// The new blobs of one import, written aside and not yet in the store. Blobs may be added by several threads at once. What was
/// not published is removed by <see cref="Dispose"/>.
/// </summary>
internal sealed class PendingBlobs(StoreArea store) : IDisposable
{
    private const int ChunkBytes = 1 << 18;

    private readonly ConcurrentDictionary<BlobName, (byte[] StagedName, long SizeBytes)> staged = new();

    /// <summary>How many blobs wait to be published.</summary>
    internal int Count => staged.Count;

    /// <summary>Adds a blob that is in memory.</summary>
    internal Digest Add(ReadOnlySpan<byte> content, bool executable)
    {
        BlobName blob = new(Blake3.Hash(content), executable);
        if (!IsKnown(blob, content.Length))
        {
            store.Step("stage");
            Keep(blob, store.Staging.Write(content, blob.Mode), content.Length);
        }

        return blob.Digest;
    }

    /// <summary>Adds a blob from a stream that holds exactly so many bytes.</summary>
    /// <exception cref="NukaException"><c>store/wrong-size</c>: it holds fewer or more.</exception>
    internal Digest Add(Stream content, bool executable, long sizeBytes)
    {
        if (sizeBytes > StoreLimits.BlobBytes)
        {
            throw new Problem("store/blob-too-large", $"a file of {sizeBytes} bytes is larger than the store takes")
            {
                Reasons = [$"the limit is {StoreLimits.BlobBytes} bytes"],
                Hints = ["leave the file out, or split it"],
            }.ToException();
        }

        return sizeBytes <= StoreLimits.BufferedFileBytes
            ? AddBuffered(content, executable, (int)sizeBytes)
            : AddStreamed(content, executable, sizeBytes);
    }

    /// <summary>Sees to it that a blob which the store has can be had executable, or not, as well.</summary>
    /// <returns><see langword="false"/> if the store has no such blob.</returns>
    internal bool TryAddVariant(BlobName blob, long sizeBytes)
    {
        if (IsKnown(blob, sizeBytes))
        {
            return true;
        }

        BlobName other = blob with { Executable = !blob.Executable };
        using SafeFileHandle? source = staged.TryGetValue(other, out (byte[] StagedName, long SizeBytes) pending) && pending.SizeBytes == sizeBytes
            ? store.Staging.Directory.OpenFile(pending.StagedName)
            : store.Has(other, sizeBytes) ? store.TryOpenBlob(other) : null;
        if (source is null)
        {
            return false;
        }

        using FileStream content = new(source, FileAccess.Read, bufferSize: 0);
        return Add(content, blob.Executable, sizeBytes) == blob.Digest
            ? true
            : throw Errors.StoreProblems.CorruptBlob(blob.Digest, $"the file {other} holds other bytes");
    }

    /// <summary>Gives every blob its name in the store. What was written must have been brought to the disk before.</summary>
    internal void Publish()
    {
        foreach ((BlobName blob, (byte[] StagedName, long SizeBytes) file) in staged)
        {
            store.Step("publish");
            Publish(blob, file.StagedName, file.SizeBytes);
            staged.TryRemove(blob, out _);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((byte[] stagedName, _) in staged.Values)
        {
            TryRemove(stagedName);
        }

        staged.Clear();
    }

    private void Publish(BlobName blob, byte[] stagedName, long sizeBytes)
    {
        ReadOnlySpan<byte> path = blob.WritePath(stackalloc byte[BlobName.PathLimit]);
        if (store.Staging.Directory.RenameNew(stagedName, store.Root, path))
        {
            return;
        }

        if (store.Has(blob, sizeBytes))
        {
            store.Staging.Directory.RemoveFile(stagedName); // Another process was first.
        }
        else
        {
            store.Staging.Directory.Rename(stagedName, store.Root, path); // A damaged file is replaced.
        }
    }

    private bool IsKnown(BlobName blob, long sizeBytes) => staged.ContainsKey(blob) || store.Has(blob, sizeBytes);

    private void Keep(BlobName blob, byte[] stagedName, long sizeBytes)
    {
        if (!staged.TryAdd(blob, (stagedName, sizeBytes)))
        {
            TryRemove(stagedName); // Another thread added the same content.
        }
    }

    private Digest AddBuffered(Stream content, bool executable, int sizeBytes)
    {
        // One byte more than there should be, to see whether the stream ends where it must.
        byte[] buffer = ArrayPool<byte>.Shared.Rent(sizeBytes + 1);
        try
        {
            int count = content.ReadAtLeast(buffer.AsSpan(0, sizeBytes + 1), sizeBytes + 1, throwOnEndOfStream: false);
            return count == sizeBytes ? Add(buffer.AsSpan(0, count), executable) : throw WrongSize(sizeBytes, count);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private Digest AddStreamed(Stream content, bool executable, long sizeBytes)
    {
        store.Step("stage");
        byte[] stagedName = store.Staging.NextName();
        try
        {
            BlobName blob = new(Stage(content, stagedName, executable, sizeBytes), executable);
            if (IsKnown(blob, sizeBytes))
            {
                TryRemove(stagedName);
            }
            else
            {
                Keep(blob, stagedName, sizeBytes);
            }

            return blob.Digest;
        }
        catch
        {
            TryRemove(stagedName);
            throw;
        }
    }

    private Digest Stage(Stream content, byte[] stagedName, bool executable, long sizeBytes)
    {
        using SafeFileHandle file = store.Staging.Directory.CreateFile(stagedName);
        int descriptor = (int)file.DangerousGetHandle();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            Blake3Hasher hasher = Blake3Hasher.CreateHash();
            long total = 0;
            int count;
            while ((count = content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) > 0)
            {
                total += count;
                if (total > sizeBytes)
                {
                    throw WrongSize(sizeBytes, total);
                }

                hasher.Append(buffer.AsSpan(0, count));
                OpenFile.WriteFull(descriptor, buffer.AsSpan(0, count), "a new blob");
            }

            StagingArea.Finish(descriptor, new BlobName(default, executable).Mode);
            return total == sizeBytes ? hasher.Finish() : throw WrongSize(sizeBytes, total);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void TryRemove(byte[] stagedName)
    {
        try
        {
            store.Staging.Directory.RemoveFile(stagedName);
        }
        catch (FileError)
        {
            // The whole staging area is removed when the store is closed, or by the next process.
        }
    }

    private static NukaException WrongSize(long said, long found) =>
        new Problem("store/wrong-size", $"a file that should have {said} bytes has {(found > said ? "more" : $"only {found}")}")
        {
            Reasons = ["it changed while it was read, or the archive contradicts itself"],
            Hints = ["try again when nothing writes there any more"],
        }.ToException();
}

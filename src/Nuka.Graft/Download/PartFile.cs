using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Nuka.Platform.Files;

namespace Nuka.Graft.Download;

/// <summary>
/// A file on its way: hashed as it grows, and written by one process at a time, which holds a lock file beside it (not the file
/// itself: that one is opened by others as soon as it has its name). Disposing leaves it to be continued.
/// </summary>
internal sealed class PartFile : IDisposable
{
    private static readonly TimeSpan LockWait = TimeSpan.FromMilliseconds(50);

    private readonly string final;
    private readonly FileLock held;
    private readonly SafeFileHandle file;
    private readonly Checksum checksum;
    private IncrementalHash hash;

    private PartFile(string final, SafeFileHandle file, FileLock held, Checksum checksum)
    {
        this.final = final;
        this.file = file;
        this.held = held;
        this.checksum = checksum;
        hash = checksum.BeginHash();
    }

    /// <summary>Bytes so far.</summary>
    internal long Length { get; private set; }

    private string PartPath => $"{final}.part";

    /// <summary>Opens and locks the part of a file, waiting for whoever works on it.</summary>
    internal static async Task<PartFile> OpenAsync(string final, Checksum checksum, TimeProvider time, CancellationToken cancellationToken)
    {
        using DirectoryHandle directory = DirectoryHandle.Open(Path.GetDirectoryName(final)!);
        byte[] lockName = Encoding.UTF8.GetBytes($"{Path.GetFileName(final)}.lock");
        while (true)
        {
            SafeFileHandle lockFile = directory.OpenOrCreateFile(lockName);
            FileLock? held = FileLock.TryAcquire(lockFile, FileLockMode.Exclusive);
            if (held is not null && HasName(lockFile, lockName))
            {
                SafeFileHandle file = directory.OpenOrCreateFile(Encoding.UTF8.GetBytes($"{Path.GetFileName(final)}.part"));
                return new PartFile(final, file, held, checksum);
            }

            // Somebody else works on it, or has just removed the file that we locked: look again.
            held?.Dispose();
            lockFile.Dispose();
            await Task.Delay(held is null ? LockWait : TimeSpan.Zero, time, cancellationToken);
        }
    }

    /// <summary>Hashes what is there from an earlier time; more than the file's size is thrown away.</summary>
    internal void Resume(long sizeBytes)
    {
        long present = RandomAccess.GetLength(file);
        if (present == 0)
        {
            return;
        }

        if (sizeBytes >= 0 && present > sizeBytes)
        {
            Clear();
            return;
        }

        byte[] buffer = new byte[1 << 17];
        int read;
        while ((read = RandomAccess.Read(file, buffer, Length)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            Length += read;
        }
    }

    internal async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await RandomAccess.WriteAsync(file, bytes, Length, cancellationToken);
        hash.AppendData(bytes.Span);
        Length += bytes.Length;
    }

    /// <summary>Whether all bytes so far have the checksum.</summary>
    internal bool IsComplete()
    {
        using IncrementalHash finished = hash;
        hash = checksum.BeginHash();
        bool matches = checksum.Matches(finished);
        return matches;
    }

    /// <summary>Throws away what is there.</summary>
    internal void Clear()
    {
        RandomAccess.SetLength(file, 0);
        Length = 0;
        hash.Dispose();
        hash = checksum.BeginHash();
    }

    /// <summary>Gives the complete file its name.</summary>
    internal void Keep() => File.Move(PartPath, final, overwrite: true);

    /// <summary>Removes it.</summary>
    internal void Discard() => File.Delete(PartPath);

    public void Dispose()
    {
        if (Length == 0 && RandomAccess.GetLength(file) == 0)
        {
            Discard();
        }

        hash.Dispose();
        file.Dispose();
        File.Delete($"{final}.lock");
        held.Dispose();
    }

    /// <summary>Whether an open file still has a name: the kernel shows its present one, with a remark if it was removed.</summary>
    private static bool HasName(SafeFileHandle file, ReadOnlySpan<byte> name)
    {
        using DirectoryHandle descriptors = DirectoryHandle.Open("/proc/self/fd");
        string number = ((int)file.DangerousGetHandle()).ToString(CultureInfo.InvariantCulture);
        ReadOnlySpan<byte> present = descriptors.ReadSymlink(Encoding.ASCII.GetBytes(number));
        return present[(present.LastIndexOf((byte)'/') + 1)..].SequenceEqual(name);
    }
}

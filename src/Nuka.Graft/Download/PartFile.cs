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

    private readonly string place;
    private readonly FileLock held;
    private readonly SafeFileHandle file;
    private readonly bool isSha512;
    private IncrementalHash hash;

    private PartFile(string place, SafeFileHandle file, FileLock held, bool isSha512)
    {
        this.place = place;
        this.file = file;
        this.held = held;
        this.isSha512 = isSha512;
        hash = Checksum.BeginHash(isSha512);
    }

    /// <summary>Bytes so far.</summary>
    internal long Length { get; private set; }

    /// <summary>Where it is until it has its name.</summary>
    internal string PartPath => $"{place}.part";

    /// <summary>Opens and locks the part of a file, waiting for whoever works on it.</summary>
    /// <param name="place">The path that the part and its lock are named after.</param>
    /// <param name="isSha512">Whether it is hashed by SHA-512 and not SHA-256.</param>
    /// <param name="time">Time, for the waits.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    internal static async Task<PartFile> OpenAsync(string place, bool isSha512, TimeProvider time, CancellationToken cancellationToken)
    {
        using DirectoryHandle directory = DirectoryHandle.Open(Path.GetDirectoryName(place)!);
        byte[] lockName = Encoding.UTF8.GetBytes($"{Path.GetFileName(place)}.lock");
        while (true)
        {
            SafeFileHandle lockFile = directory.OpenOrCreateFile(lockName);
            FileLock? held = FileLock.TryAcquire(lockFile, FileLockMode.Exclusive);
            if (held is not null && HasName(lockFile, lockName))
            {
                SafeFileHandle file = directory.OpenOrCreateFile(Encoding.UTF8.GetBytes($"{Path.GetFileName(place)}.part"));
                return new PartFile(place, file, held, isSha512);
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

    /// <summary>The checksum of all bytes so far; afterwards it can only be kept or cleared.</summary>
    internal Checksum Finish()
    {
        using IncrementalHash finished = hash;
        hash = Checksum.BeginHash(isSha512);
        return Checksum.Of(finished);
    }

    /// <summary>Throws away what is there.</summary>
    internal void Clear()
    {
        RandomAccess.SetLength(file, 0);
        Length = 0;
        hash.Dispose();
        hash = Checksum.BeginHash(isSha512);
    }

    /// <summary>Gives the complete file its name.</summary>
    internal void Keep(string path) => File.Move(PartPath, path, overwrite: true);

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
        File.Delete($"{place}.lock");
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

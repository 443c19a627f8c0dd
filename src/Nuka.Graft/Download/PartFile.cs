using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Nuka.Platform.Files;

namespace Nuka.Graft.Download;

/// <summary>
/// A file on its way: locked, so one process at a time writes it, and hashed as it grows. Disposing leaves it to be continued.
/// </summary>
internal sealed class PartFile : IDisposable
{
    private static readonly TimeSpan LockWait = TimeSpan.FromMilliseconds(50);

    private readonly string path;
    private readonly FileLock held;
    private readonly SafeFileHandle file;
    private readonly Checksum checksum;
    private IncrementalHash hash;

    private PartFile(string path, SafeFileHandle file, FileLock held, Checksum checksum)
    {
        this.path = path;
        this.file = file;
        this.held = held;
        this.checksum = checksum;
        hash = checksum.BeginHash();
    }

    /// <summary>Bytes so far.</summary>
    internal long Length { get; private set; }

    /// <summary>Opens and locks the part of a file, waiting for whoever works on it.</summary>
    internal static async Task<PartFile> OpenAsync(string final, Checksum checksum, TimeProvider time, CancellationToken cancellationToken)
    {
        string path = $"{final}.part";
        while (true)
        {
            SafeFileHandle file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            FileLock? held = FileLock.TryAcquire(file, FileLockMode.Exclusive);
            if (held is not null && IsStillThere(path, file))
            {
                return new PartFile(path, file, held, checksum);
            }

            // Somebody else works on it, or has just renamed or removed what we locked: look again.
            held?.Dispose();
            file.Dispose();
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
    internal void Keep(string final) => File.Move(path, final, overwrite: true);

    /// <summary>Removes it.</summary>
    internal void Discard() => File.Delete(path);

    public void Dispose()
    {
        if (Length == 0 && IsStillThere(path, file) && RandomAccess.GetLength(file) == 0)
        {
            Discard();
        }

        hash.Dispose();
        held.Dispose();
    }

    /// <summary>Whether the open file still has this name: the kernel shows its present one, with a remark if it was removed.</summary>
    private static bool IsStillThere(string path, SafeFileHandle file)
    {
        using DirectoryHandle descriptors = DirectoryHandle.Open("/proc/self/fd");
        string number = ((int)file.DangerousGetHandle()).ToString(CultureInfo.InvariantCulture);
        byte[] present = descriptors.ReadSymlink(Encoding.ASCII.GetBytes(number));
        return Path.GetFileName(Encoding.UTF8.GetString(present)) == Path.GetFileName(path);
    }
}

using Nuka.Content.Hashing;
using Nuka.Platform.Files;

namespace Nuka.Store.Blobs;

/// <summary>A file of the store: one for each content and executable bit.</summary>
/// <param name="Digest">BLAKE3 of the content.</param>
/// <param name="Executable">Whether it may be executed.</param>
internal readonly record struct BlobName(Digest Digest, bool Executable)
{
    /// <summary>Length of the longest path that <see cref="WritePath"/> makes.</summary>
    internal const int PathLimit = 80;

    /// <summary>The file's permission bits.</summary>
    internal uint Mode => Executable ? 0x16Du : 0x124u; // 0555, 0444

    /// <summary>Writes the path below the store's directory: <c>blobs/ab/cdef…</c>, with an <c>x</c> at the end when executable.</summary>
    /// <param name="destination">At least <see cref="PathLimit"/> bytes.</param>
    /// <returns>What of it was written.</returns>
    internal ReadOnlySpan<byte> WritePath(Span<byte> destination)
    {
        Span<byte> raw = stackalloc byte[Digest.Length];
        Digest.CopyTo(raw);
        "blobs/"u8.CopyTo(destination);
        _ = Convert.TryToHexStringLower(raw[..1], destination[6..], out _);
        destination[8] = (byte)'/';
        _ = Convert.TryToHexStringLower(raw[1..], destination[9..], out _);
        destination[71] = (byte)'x';
        return destination[..(Executable ? 72 : 71)];
    }

    /// <summary>Reads what <see cref="WritePath"/> wrote: the directory's name and the file's.</summary>
    /// <returns>The name, or <see langword="null"/> for a file that is no blob.</returns>
    internal static BlobName? TryParse(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> file)
    {
        bool executable = file.Length == 63 && file[62] == 'x';
        if (directory.Length != 2 || (file.Length != 62 && !executable))
        {
            return null;
        }

        Span<char> text = stackalloc char[64];
        for (int index = 0; index < 64; index++)
        {
            text[index] = (char)(index < 2 ? directory[index] : file[index - 2]);
        }

        return Digest.TryParse(text.ToString(), out Digest digest) ? new BlobName(digest, executable) : null;
    }

    /// <summary>The path below the store's directory, for people.</summary>
    public override string ToString() => FileName.Display(WritePath(stackalloc byte[PathLimit]));
}

using Microsoft.Win32.SafeHandles;
using Nuka.Content.Hashing;
using Nuka.Platform.Files;

namespace Nuka.Store.Views;

/// <summary>A file that begins with its kind's name and ends with the BLAKE3 of all before, so that a damaged one is known and is as none.</summary>
internal static class SealedFile
{
    private const int LimitBytes = 1 << 30;

    /// <summary>Reads one.</summary>
    /// <param name="directory">Where it is.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="magic">What it begins with.</param>
    /// <returns>What stands between; nothing at all if there is no such file, or it is damaged.</returns>
    /// <exception cref="FileError">It may not be read.</exception>
    internal static ReadOnlyMemory<byte>? TryRead(DirectoryHandle directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> magic)
    {
        if (directory.TryGetStatus(name) is not { Kind: FileKind.File, SizeBytes: > 0 and < LimitBytes } status)
        {
            return null;
        }

        byte[] bytes = new byte[status.SizeBytes];
        using SafeFileHandle file = directory.OpenFile(name);
        int end = OpenFile.ReadFull((int)file.DangerousGetHandle(), bytes, "a sealed file") - Digest.Length;
        bool whole = end >= magic.Length && end + Digest.Length == bytes.Length && bytes.AsSpan().StartsWith(magic)
            && Blake3.Hash(bytes.AsSpan(0, end)) == new Digest(bytes.AsSpan(end));
        return whole ? bytes.AsMemory(magic.Length, end - magic.Length) : null;
    }

    /// <summary>Makes the bytes of one.</summary>
    /// <param name="magic">What it begins with.</param>
    /// <param name="content">What stands behind that.</param>
    internal static byte[] Seal(ReadOnlySpan<byte> magic, ReadOnlySpan<byte> content)
    {
        byte[] bytes = new byte[magic.Length + content.Length + Digest.Length];
        magic.CopyTo(bytes);
        content.CopyTo(bytes.AsSpan(magic.Length));
        int end = bytes.Length - Digest.Length;
        Blake3.Hash(bytes.AsSpan(0, end)).CopyTo(bytes.AsSpan(end));
        return bytes;
    }
}

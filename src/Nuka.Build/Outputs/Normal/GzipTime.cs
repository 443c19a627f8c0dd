using Microsoft.Win32.SafeHandles;

namespace Nuka.Build.Outputs.Normal;

/// <summary>The time in the header of a gzip file. Source: RFC 1952, section 2.3.</summary>
internal static class GzipTime
{
    private const int TimeOffset = 4;
    private const int TimeBytes = 4;

    /// <summary>Sets the time to "none".</summary>
    /// <param name="file">The file, open for changing.</param>
    /// <returns>Whether it was something else.</returns>
    internal static bool Clear(SafeFileHandle file)
    {
        Span<byte> header = stackalloc byte[TimeOffset + TimeBytes];
        if (RandomAccess.Read(file, header, 0) < header.Length || !header.StartsWith<byte>([0x1F, 0x8B, 8]) || !header[TimeOffset..].ContainsAnyExcept((byte)0))
        {
            return false;
        }

        RandomAccess.Write(file, new byte[TimeBytes], TimeOffset);
        return true;
    }
}

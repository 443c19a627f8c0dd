using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Nuka.Store;

namespace Nuka.Build.Outputs.Normal;

/// <summary>
/// The time in compiled Python files: they hold until their source has another one. In a tree every source has <see cref="StoreTime"/>, so that is what
/// they must say to be used at all. Source: PEP 552 (magic number, flags, then time and size of the source, or its hash).
/// </summary>
internal static class CompiledPython
{
    private const int HeaderBytes = 16;
    private const int FlagsOffset = 4;
    private const int TimeOffset = 8;

    // The first magic number with flags is that of Python 3.7; each version counts on, by some tens.
    private const int FirstMagic = 3392;
    private const int LastMagic = 4999;

    /// <summary>Sets the time, where there is one.</summary>
    /// <param name="file">The file, open for changing.</param>
    /// <returns>Whether it was another one.</returns>
    internal static bool SetTime(SafeFileHandle file)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        bool isWhole = RandomAccess.Read(file, header, 0) == HeaderBytes;
        bool isKnown = isWhole && header[2..4].SequenceEqual("\r\n"u8)
            && BinaryPrimitives.ReadUInt16LittleEndian(header) is >= FirstMagic and <= LastMagic;
        if (!isKnown || BinaryPrimitives.ReadUInt32LittleEndian(header[FlagsOffset..]) != 0)
        {
            return false;
        }

        Span<byte> time = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(time, (uint)StoreTime.Seconds);
        if (header.Slice(TimeOffset, 4).SequenceEqual(time))
        {
            return false;
        }

        RandomAccess.Write(file, time, TimeOffset);
        return true;
    }
}

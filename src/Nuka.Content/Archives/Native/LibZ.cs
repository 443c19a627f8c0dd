using System.Runtime.InteropServices;

namespace Nuka.Content.Archives.Native;

/// <summary>
/// zlib, from zlib.h of version 1.2.13. The base library's GZipStream is not used: it takes a file whose end is missing, and
/// one with rubbish behind its end, for a whole one.
/// </summary>
internal static unsafe partial class LibZ
{
    internal const int Ok = 0;
    internal const int StreamEnd = 1;
    internal const int BufferError = -5;
    internal const int MemoryError = -4;

    /// <summary>15 bits of window, plus 16: a gzip header and trailer are read and checked.</summary>
    internal const int GzipWindowBits = 15 + 16;

    private const string Library = "libz.so.1";

    [LibraryImport(Library, EntryPoint = "inflateInit2_", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Initialise(ZState* stream, int windowBits, string version, int streamSize);

    [LibraryImport(Library, EntryPoint = "inflate")]
    internal static partial int Inflate(ZState* stream, int flush);

    [LibraryImport(Library, EntryPoint = "inflateReset")]
    internal static partial int Reset(ZState* stream);

    [LibraryImport(Library, EntryPoint = "inflateEnd")]
    internal static partial int End(ZState* stream);

    [LibraryImport(Library, EntryPoint = "crc32")]
    private static partial ulong Sum(ulong sum, byte* content, uint length);

    /// <summary>The CRC-32 of what was summed so far (0: nothing) and of more.</summary>
    internal static uint Sum(uint sum, ReadOnlySpan<byte> content)
    {
        fixed (byte* start = content)
        {
            // Of a null pointer it would give the sum of nothing.
            return start is null ? sum : (uint)Sum(sum, start, (uint)content.Length);
        }
    }

    /// <summary>struct z_stream; unsigned long is 64 bits on every Linux that is supported.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ZState
    {
        internal byte* NextIn;
        internal uint AvailableIn;
        internal ulong TotalIn;
        internal byte* NextOut;
        internal uint AvailableOut;
        internal ulong TotalOut;
        internal nint Message;
        internal nint State;
        internal nint Allocate;
        internal nint Free;
        internal nint Opaque;
        internal int DataType;
        internal ulong Checksum;
        internal ulong Reserved;
    }
}

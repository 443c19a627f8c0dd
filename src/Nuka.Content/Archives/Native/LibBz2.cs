using System.Runtime.InteropServices;

namespace Nuka.Content.Archives.Native;

/// <summary>libbz2, from bzlib.h of version 1.0.8.</summary>
internal static unsafe partial class LibBz2
{
    internal const int Ok = 0;
    internal const int StreamEnd = 4;
    internal const int MemoryError = -3;

    private const string Library = "libbz2.so.1.0";

    [LibraryImport(Library, EntryPoint = "BZ2_bzDecompressInit")]
    internal static partial int Initialise(BzState* stream, int verbosity, int small);

    [LibraryImport(Library, EntryPoint = "BZ2_bzDecompress")]
    internal static partial int Decompress(BzState* stream);

    [LibraryImport(Library, EntryPoint = "BZ2_bzDecompressEnd")]
    internal static partial int End(BzState* stream);

    /// <summary>struct bz_stream; all zero is its initial value.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct BzState
    {
        internal byte* NextIn;
        internal uint AvailableIn;
        internal uint TotalInLow;
        internal uint TotalInHigh;
        internal byte* NextOut;
        internal uint AvailableOut;
        internal uint TotalOutLow;
        internal uint TotalOutHigh;
        internal nint State;
        internal nint Allocate;
        internal nint Free;
        internal nint Opaque;
    }
}

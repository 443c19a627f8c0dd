using System.Runtime.InteropServices;

namespace Nuka.Content.Archives.Native;

/// <summary>libzstd, from zstd.h and zstd_errors.h of version 1.5.4 (stable part).</summary>
internal static unsafe partial class LibZstd
{
    /// <summary>ZSTD_d_windowLogMax.</summary>
    internal const int WindowLogMax = 100;

    /// <summary>ZSTD_reset_session_only.</summary>
    internal const int ResetSession = 1;

    /// <summary>ZSTD_error_frameParameter_windowTooLarge.</summary>
    internal const int WindowTooLarge = 16;

    /// <summary>ZSTD_error_memory_allocation.</summary>
    internal const int MemoryAllocation = 64;

    private const string Library = "libzstd.so.1";

    [LibraryImport(Library, EntryPoint = "ZSTD_createDCtx")]
    internal static partial nint Create();

    [LibraryImport(Library, EntryPoint = "ZSTD_freeDCtx")]
    internal static partial nuint Free(nint context);

    [LibraryImport(Library, EntryPoint = "ZSTD_DCtx_setParameter")]
    internal static partial nuint SetParameter(nint context, int parameter, int value);

    [LibraryImport(Library, EntryPoint = "ZSTD_DCtx_reset")]
    internal static partial nuint Reset(nint context, int what);

    [LibraryImport(Library, EntryPoint = "ZSTD_decompressStream")]
    internal static partial nuint Decompress(nint context, Span* output, Span* input);

    [LibraryImport(Library, EntryPoint = "ZSTD_isError")]
    internal static partial uint IsError(nuint code);

    [LibraryImport(Library, EntryPoint = "ZSTD_getErrorCode")]
    internal static partial int ErrorCode(nuint code);

    [LibraryImport(Library, EntryPoint = "ZSTD_getErrorName")]
    internal static partial nint ErrorName(nuint code);

    /// <summary>ZSTD_inBuffer and ZSTD_outBuffer.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Span
    {
        internal byte* Start;
        internal nuint Size;
        internal nuint Position;
    }
}

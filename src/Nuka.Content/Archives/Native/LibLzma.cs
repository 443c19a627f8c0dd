using System.Runtime.InteropServices;

namespace Nuka.Content.Archives.Native;

/// <summary>liblzma, from lzma/base.h and lzma/container.h of version 5.4.1.</summary>
internal static unsafe partial class LibLzma
{
    internal const int Ok = 0;
    internal const int StreamEnd = 1;
    internal const int UnsupportedCheck = 3;
    internal const int MemoryError = 5;
    internal const int MemoryLimitError = 6;
    internal const int OptionsError = 8;
    internal const int BufferError = 10;
    internal const int Run = 0;

    /// <summary>LZMA_TELL_UNSUPPORTED_CHECK: a checksum that cannot be checked is an error, not a blessing.</summary>
    internal const uint TellUnsupportedCheck = 2;

    private const string Library = "liblzma.so.5";

    [LibraryImport(Library, EntryPoint = "lzma_stream_decoder")]
    internal static partial int InitialiseDecoder(LzmaState* stream, ulong memoryLimit, uint flags);

    /// <summary>Since 5.4; an older library has no such function.</summary>
    [LibraryImport(Library, EntryPoint = "lzma_lzip_decoder")]
    internal static partial int InitialiseLzipDecoder(LzmaState* stream, ulong memoryLimit, uint flags);

    [LibraryImport(Library, EntryPoint = "lzma_code")]
    internal static partial int Code(LzmaState* stream, int action);

    [LibraryImport(Library, EntryPoint = "lzma_end")]
    internal static partial void End(LzmaState* stream);

    /// <summary>lzma_stream; all zero is its initial value (LZMA_STREAM_INIT).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct LzmaState
    {
        internal byte* NextIn;
        internal nuint AvailableIn;
        internal ulong TotalIn;
        internal byte* NextOut;
        internal nuint AvailableOut;
        internal ulong TotalOut;
        internal nint Allocator;
        internal nint Internal;
        internal nint ReservedPointer1;
        internal nint ReservedPointer2;
        internal nint ReservedPointer3;
        internal nint ReservedPointer4;
        internal ulong SeekPosition;
        internal ulong Reserved2;
        internal nuint Reserved3;
        internal nuint Reserved4;
        internal int ReservedEnum1;
        internal int ReservedEnum2;
    }
}

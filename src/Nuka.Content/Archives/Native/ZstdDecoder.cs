using System.Numerics;
using System.Runtime.InteropServices;

namespace Nuka.Content.Archives.Native;

/// <summary>Zstandard frames through libzstd.</summary>
internal sealed unsafe class ZstdDecoder : MemberDecoder
{
    private readonly long memoryLimit;
    private nint context;

    internal ZstdDecoder(ArchiveLimits limits)
    {
        memoryLimit = limits.DecoderMemoryBytes;
        context = LibZstd.Create();
        if (context == 0)
        {
            throw new InsufficientMemoryException("ZSTD_createDCtx");
        }

        // The window is all the memory that depends on the input; half of the limit leaves room for the decoder's own tables.
        LibZstd.SetParameter(context, LibZstd.WindowLogMax, Math.Clamp(BitOperations.Log2((ulong)memoryLimit) - 1, 10, 31));
    }

    /// <inheritdoc/>
    internal override string Name => "zstd file";

    /// <inheritdoc/>
    internal override MemberStep Step(ReadOnlySpan<byte> input, Span<byte> output)
    {
        ObjectDisposedException.ThrowIf(context == 0, this);
        fixed (byte* from = input)
        fixed (byte* to = output)
        {
            LibZstd.Span source = new() { Start = from, Size = (nuint)input.Length };
            LibZstd.Span target = new() { Start = to, Size = (nuint)output.Length };
            nuint result = LibZstd.Decompress(context, &target, &source);
            if (LibZstd.IsError(result) != 0)
            {
                throw Failed(result);
            }

            return new MemberStep((int)source.Position, (int)target.Position, result == 0);
        }
    }

    /// <inheritdoc/>
    internal override void Reset() => LibZstd.Reset(context, LibZstd.ResetSession);

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (context != 0)
        {
            LibZstd.Free(context);
            context = 0;
        }
    }

    private Exception Failed(nuint result) => LibZstd.ErrorCode(result) switch
    {
        LibZstd.MemoryAllocation => new InsufficientMemoryException("ZSTD_decompressStream"),
        LibZstd.WindowTooLarge => ArchiveProblem.Limit(
            nameof(ArchiveLimits.DecoderMemoryBytes), "needs too many bytes of memory to be read", memoryLimit),
        _ => ArchiveProblem.Corrupt(Name, Marshal.PtrToStringUTF8(LibZstd.ErrorName(result)) ?? "its data is not what zstd writes"),
    };
}

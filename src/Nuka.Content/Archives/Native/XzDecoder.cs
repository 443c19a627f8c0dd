using System.Runtime.InteropServices;

namespace Nuka.Content.Archives.Native;

/// <summary>xz streams and lzip members through liblzma. One thread each: packages are unpacked several at a time, which fills the cores already.</summary>
internal sealed unsafe class XzDecoder : MemberDecoder
{
    private readonly ArchiveLimits limits;
    private readonly bool isLzip;
    private LibLzma.LzmaState* state;

    internal XzDecoder(ArchiveLimits limits, bool isLzip)
    {
        this.limits = limits;
        this.isLzip = isLzip;
        state = (LibLzma.LzmaState*)NativeMemory.AllocZeroed((nuint)sizeof(LibLzma.LzmaState));
        try
        {
            Reset();
        }
        catch
        {
            NativeMemory.Free(state);
            state = null;
            throw;
        }
    }

    /// <inheritdoc/>
    internal override string Name => isLzip ? "lzip file" : "xz file";

    /// <inheritdoc/>
    internal override MemberStep Step(ReadOnlySpan<byte> input, Span<byte> output)
    {
        ObjectDisposedException.ThrowIf(state is null, this);
        fixed (byte* from = input)
        fixed (byte* to = output)
        {
            state->NextIn = from;
            state->AvailableIn = (nuint)input.Length;
            state->NextOut = to;
            state->AvailableOut = (nuint)output.Length;
            int result = LibLzma.Code(state, LibLzma.Run);
            if (result is not (LibLzma.Ok or LibLzma.StreamEnd or LibLzma.BufferError))
            {
                throw Failed(result);
            }

            return new MemberStep(
                input.Length - (int)state->AvailableIn, output.Length - (int)state->AvailableOut, result == LibLzma.StreamEnd);
        }
    }

    /// <inheritdoc/>
    internal override void Reset()
    {
        int result = isLzip ? InitialiseLzip() : LibLzma.InitialiseDecoder(state, (ulong)limits.DecoderMemoryBytes, LibLzma.TellUnsupportedCheck);
        if (result != LibLzma.Ok)
        {
            throw Failed(result);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (state is not null)
        {
            LibLzma.End(state);
            NativeMemory.Free(state);
            state = null;
        }
    }

    private int InitialiseLzip()
    {
        try
        {
            return LibLzma.InitialiseLzipDecoder(state, (ulong)limits.DecoderMemoryBytes, 0);
        }
        catch (EntryPointNotFoundException)
        {
            throw ArchiveProblem.Unsupported("an lzip file, which this machine's liblzma (older than 5.4) cannot read");
        }
    }

    private Exception Failed(int result) => result switch
    {
        LibLzma.MemoryError => new InsufficientMemoryException("lzma_code"),
        LibLzma.MemoryLimitError => ArchiveProblem.Limit(
            nameof(ArchiveLimits.DecoderMemoryBytes), "needs too many bytes of memory to be read", limits.DecoderMemoryBytes),
        LibLzma.OptionsError => ArchiveProblem.Unsupported($"an {Name} with unknown options"),
        LibLzma.UnsupportedCheck => ArchiveProblem.Unsupported($"an {Name} with an unknown kind of checksum"),
        _ => ArchiveProblem.Corrupt(Name, "its data does not match its checksums or its format"),
    };
}

using System.Runtime.InteropServices;

namespace Nuka.Content.Archives.Native;

/// <summary>bzip2 streams through libbz2, which needs less than 4 MiB whatever the stream says.</summary>
internal sealed unsafe class Bzip2Decoder : MemberDecoder
{
    private LibBz2.BzState* state;

    internal Bzip2Decoder()
    {
        state = (LibBz2.BzState*)NativeMemory.AllocZeroed((nuint)sizeof(LibBz2.BzState));
        try
        {
            Initialise();
        }
        catch
        {
            NativeMemory.Free(state);
            state = null;
            throw;
        }
    }

    /// <inheritdoc/>
    internal override string Name => "bzip2 file";

    /// <inheritdoc/>
    internal override MemberStep Step(ReadOnlySpan<byte> input, Span<byte> output)
    {
        ObjectDisposedException.ThrowIf(state is null, this);
        fixed (byte* from = input)
        fixed (byte* to = output)
        {
            state->NextIn = from;
            state->AvailableIn = (uint)input.Length;
            state->NextOut = to;
            state->AvailableOut = (uint)output.Length;
            int result = LibBz2.Decompress(state);
            if (result is not (LibBz2.Ok or LibBz2.StreamEnd))
            {
                throw result == LibBz2.MemoryError
                    ? new InsufficientMemoryException("BZ2_bzDecompress")
                    : ArchiveProblem.Corrupt(Name, "its data does not match its checksums or its format");
            }

            return new MemberStep(
                input.Length - (int)state->AvailableIn, output.Length - (int)state->AvailableOut, result == LibBz2.StreamEnd);
        }
    }

    /// <inheritdoc/>
    internal override void Reset()
    {
        _ = LibBz2.End(state);
        Initialise();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (state is not null)
        {
            _ = LibBz2.End(state);
            NativeMemory.Free(state);
            state = null;
        }
    }

    private void Initialise()
    {
        if (LibBz2.Initialise(state, 0, 0) != LibBz2.Ok)
        {
            throw new InsufficientMemoryException("BZ2_bzDecompressInit");
        }
    }
}

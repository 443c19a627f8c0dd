using System.Runtime.InteropServices;

namespace Nuka.Content.Archives.Native;

/// <summary>gzip members through zlib.</summary>
internal sealed unsafe class GzipDecoder : MemberDecoder
{
    private LibZ.ZState* state;

    internal GzipDecoder()
    {
        state = (LibZ.ZState*)NativeMemory.AllocZeroed((nuint)sizeof(LibZ.ZState));
        try
        {
            if (LibZ.Initialise(state, LibZ.GzipWindowBits, "1", sizeof(LibZ.ZState)) != LibZ.Ok)
            {
                throw new InsufficientMemoryException("inflateInit2");
            }
        }
        catch
        {
            NativeMemory.Free(state);
            state = null;
            throw;
        }
    }

    /// <inheritdoc/>
    internal override string Name => "gzip file";

    /// <inheritdoc/>
    internal override MemberStep Step(ReadOnlySpan<byte> input, Span<byte> output)
    {
        ObjectDisposedException.ThrowIf(state is null, this);
        fixed (byte* from = input)
        fixed (byte* to = output)
        {
            // zlib refuses a null pointer even where there is nothing to read.
            byte none = 0;
            state->NextIn = from is null ? &none : from;
            state->AvailableIn = (uint)input.Length;
            state->NextOut = to;
            state->AvailableOut = (uint)output.Length;
            int result = LibZ.Inflate(state, 0);
            if (result is not (LibZ.Ok or LibZ.StreamEnd or LibZ.BufferError))
            {
                throw result == LibZ.MemoryError
                    ? new InsufficientMemoryException("inflate")
                    : ArchiveProblem.Corrupt(Name, Marshal.PtrToStringUTF8(state->Message) ?? "the data is not what deflate writes");
            }

            return new MemberStep(
                input.Length - (int)state->AvailableIn, output.Length - (int)state->AvailableOut, result == LibZ.StreamEnd);
        }
    }

    /// <inheritdoc/>
    internal override void Reset() => _ = LibZ.Reset(state);

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (state is not null)
        {
            _ = LibZ.End(state);
            NativeMemory.Free(state);
            state = null;
        }
    }
}

namespace Nuka.Content.Archives.Native;

/// <summary>Decodes one member (gzip, lzip), stream (xz, bzip2) or frame (zstd) after the other; who calls decides whether another one follows.</summary>
internal abstract class MemberDecoder : IDisposable
{
    /// <summary>What is decoded, for messages.</summary>
    internal abstract string Name { get; }

    /// <summary>Decodes as much as fits.</summary>
    /// <param name="input">What is there to be read.</param>
    /// <param name="output">Where it goes; never empty.</param>
    internal abstract MemberStep Step(ReadOnlySpan<byte> input, Span<byte> output);

    /// <summary>Makes ready for the next member.</summary>
    internal abstract void Reset();

    /// <inheritdoc/>
    public abstract void Dispose();
}

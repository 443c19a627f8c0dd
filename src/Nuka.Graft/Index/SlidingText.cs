using Nuka.Platform.Errors;

namespace Nuka.Graft.Index;

/// <summary>The text of an archive's list as it is read: what was read and not yet taken, as bytes, within limits.</summary>
/// <param name="stream">The text, unpacked.</param>
/// <param name="startBytes">How much is read at once at first.</param>
/// <param name="partBytes">The longest part that may have to be held at once.</param>
/// <param name="totalBytes">How long the text may be.</param>
/// <param name="part">What a part is, for people.</param>
/// <param name="whole">What the text is, for people.</param>
internal sealed class SlidingText(Stream stream, int startBytes, int partBytes, long totalBytes, string part, string whole)
{
    private byte[] buffer = new byte[startBytes];
    private int begin;
    private int end;
    private long total;

    /// <summary>What was read and not taken; valid until the next <see cref="Fill"/>.</summary>
    internal ReadOnlySpan<byte> Rest => buffer.AsSpan(begin, end - begin);

    /// <summary>Whether the text ends with <see cref="Rest"/>.</summary>
    internal bool IsAtEnd { get; private set; }

    /// <summary>Takes the first bytes of <see cref="Rest"/>.</summary>
    internal void Take(int count) => begin += count;

    /// <summary>Reads on behind <see cref="Rest"/>.</summary>
    /// <exception cref="NukaException"><c>graft/index-too-large</c>.</exception>
    internal void Fill()
    {
        int length = end - begin;
        if (length >= partBytes)
        {
            throw TooLarge($"{part} is longer than {partBytes} bytes");
        }

        if (begin > 0)
        {
            Rest.CopyTo(buffer);
            begin = 0;
            end = length;
        }

        if (end == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }

        int read = stream.Read(buffer.AsSpan(end));
        end += read;
        total += read;
        IsAtEnd = read == 0;
        if (total > totalBytes)
        {
            throw TooLarge($"unpacked it is longer than {totalBytes} bytes");
        }
    }

    private NukaException TooLarge(string reason) =>
        new Problem("graft/index-too-large", $"{whole} is larger than any archive needs") { Reasons = [reason] }.ToException();
}

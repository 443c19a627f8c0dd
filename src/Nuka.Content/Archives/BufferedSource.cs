namespace Nuka.Content.Archives;

/// <summary>Reads an archive's bytes in order through one buffer, so that headers cost no call each.</summary>
internal sealed class BufferedSource(Stream stream)
{
    private readonly byte[] buffer = new byte[64 << 10];
    private int position;
    private int filled;

    /// <summary>Reads some bytes; 0 at the end.</summary>
    internal int Read(Span<byte> destination)
    {
        if (position == filled)
        {
            if (destination.Length >= buffer.Length)
            {
                return stream.Read(destination);
            }

            position = 0;
            filled = stream.Read(buffer);
        }

        int length = Math.Min(destination.Length, filled - position);
        buffer.AsSpan(position, length).CopyTo(destination);
        position += length;
        return length;
    }

    /// <summary>Reads until the destination is full or the end has come.</summary>
    /// <returns>How many bytes were read.</returns>
    internal int ReadUpTo(Span<byte> destination)
    {
        int total = 0;
        while (total < destination.Length)
        {
            int length = Read(destination[total..]);
            if (length == 0)
            {
                break;
            }

            total += length;
        }

        return total;
    }

    /// <summary>Passes over bytes.</summary>
    /// <returns><see langword="false"/> if the end came before.</returns>
    internal bool Skip(long bytes)
    {
        while (bytes > 0)
        {
            if (position == filled)
            {
                position = 0;
                filled = stream.Read(buffer);
                if (filled == 0)
                {
                    return false;
                }
            }

            int length = (int)Math.Min(bytes, filled - position);
            position += length;
            bytes -= length;
        }

        return true;
    }
}

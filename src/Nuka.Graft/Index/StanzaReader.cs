using Nuka.Platform.Errors;

namespace Nuka.Graft.Index;

/// <summary>Cuts a stream of deb822 text into stanzas, as bytes. Source: deb822(5). Lines end with LF; a CR before it belongs to the value.</summary>
internal sealed class StanzaReader(Stream stream)
{
    private byte[] buffer = new byte[1 << 16];
    private int begin;
    private int end;
    private long total;
    private bool finished;

    /// <summary>Number of the stanza read last, from 1.</summary>
    internal int Number { get; private set; }

    /// <summary>Reads the next stanza, without the empty line that ends it; the bytes are valid until the next call.</summary>
    /// <returns><see langword="false"/> at the end.</returns>
    /// <exception cref="NukaException"><c>graft/index-too-large</c>.</exception>
    internal bool TryRead(out ReadOnlySpan<byte> stanza)
    {
        int searched = 0;
        while (true)
        {
            SkipEmptyLines(searched == 0);
            ReadOnlySpan<byte> rest = buffer.AsSpan(begin, end - begin);
            int stop = rest[Math.Min(searched, rest.Length)..].IndexOf("\n\n"u8);
            if (stop >= 0)
            {
                stop += searched;
                stanza = rest[..(stop + 1)];
                begin += stop + 2;
                Number++;
                return true;
            }

            if (finished)
            {
                stanza = rest;
                begin = end;
                Number += rest.IsEmpty ? 0 : 1;
                return !rest.IsEmpty;
            }

            searched = Math.Max(0, rest.Length - 1);
            Fill();
        }
    }

    private void SkipEmptyLines(bool atStart)
    {
        while (atStart && begin < end && buffer[begin] == (byte)'\n')
        {
            begin++;
        }
    }

    private void Fill()
    {
        int length = end - begin;
        if (length >= IndexLimits.StanzaSizeLimit)
        {
            throw TooLarge($"a stanza is longer than {IndexLimits.StanzaSizeLimit} bytes");
        }

        if (begin > 0)
        {
            buffer.AsSpan(begin, length).CopyTo(buffer);
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
        finished = read == 0;
        if (total > IndexLimits.PackagesSizeLimit)
        {
            throw TooLarge($"unpacked it is longer than {IndexLimits.PackagesSizeLimit} bytes");
        }
    }

    private static NukaException TooLarge(string reason) =>
        new Problem("graft/index-too-large", "a package index is larger than any archive needs") { Reasons = [reason] }.ToException();
}

namespace Nuka.Graft.Index;

/// <summary>Cuts a stream of deb822 text into stanzas, as bytes. Source: deb822(5). Lines end with LF; a CR before it belongs to the value.</summary>
internal sealed class StanzaReader(Stream stream)
{
    private readonly SlidingText text =
        new(stream, 1 << 16, IndexLimits.StanzaSizeLimit, IndexLimits.PackagesSizeLimit, "a stanza", "a package index");

    /// <summary>Number of the stanza read last, from 1.</summary>
    internal int Number { get; private set; }

    /// <summary>Reads the next stanza, without the empty line that ends it; the bytes are valid until the next call.</summary>
    /// <returns><see langword="false"/> at the end.</returns>
    /// <exception cref="Platform.Errors.NukaException"><c>graft/index-too-large</c>.</exception>
    internal bool TryRead(out ReadOnlySpan<byte> stanza)
    {
        int searched = 0;
        while (true)
        {
            SkipEmptyLines(searched == 0);
            ReadOnlySpan<byte> rest = text.Rest;
            int stop = rest[Math.Min(searched, rest.Length)..].IndexOf("\n\n"u8);
            if (stop >= 0)
            {
                stop += searched;
                stanza = rest[..(stop + 1)];
                text.Take(stop + 2);
                Number++;
                return true;
            }

            if (text.IsAtEnd)
            {
                stanza = rest;
                text.Take(rest.Length);
                Number += rest.IsEmpty ? 0 : 1;
                return !rest.IsEmpty;
            }

            searched = Math.Max(0, rest.Length - 1);
            text.Fill();
        }
    }

    private void SkipEmptyLines(bool atStart)
    {
        while (atStart && text.Rest.StartsWith("\n"u8))
        {
            text.Take(1);
        }
    }
}

namespace Nuka.Content.Trees;

/// <summary>Reads the fields of a message, in the one form that is allowed for each.</summary>
internal ref struct TreeReader
{
    private readonly ReadOnlySpan<byte> bytes;
    private int at;

    internal TreeReader(ReadOnlySpan<byte> bytes)
    {
        this.bytes = bytes;
        at = 0;
    }

    internal readonly bool AtEnd => at == bytes.Length;

    /// <summary>A tag; all of ours are one byte.</summary>
    internal byte ReadTag() => bytes[at++];

    internal bool TryTag(byte tag)
    {
        if (AtEnd || bytes[at] != tag)
        {
            return false;
        }

        at++;
        return true;
    }

    internal void Expect(byte tag, string field)
    {
        if (!TryTag(tag))
        {
            throw TreeRules.Broken($"at byte {at} of an entry the field '{field}' is missing or out of order");
        }
    }

    internal readonly void ExpectEnd()
    {
        if (!AtEnd)
        {
            throw TreeRules.Broken($"an entry has a field that does not belong there, at its byte {at}");
        }
    }

    internal ReadOnlySpan<byte> ReadBytes()
    {
        ulong length = ReadVarint();
        if (length > (ulong)(bytes.Length - at))
        {
            throw TreeRules.Broken("a field is longer than what is left");
        }

        ReadOnlySpan<byte> field = bytes.Slice(at, (int)length);
        at += (int)length;
        return field;
    }

    internal ulong ReadNonZero()
    {
        ulong value = ReadVarint();
        return value != 0 ? value : throw TreeRules.Broken("a zero is written where it is to be left out");
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            if (AtEnd)
            {
                throw TreeRules.Broken("it ends in the middle of a number");
            }

            byte next = bytes[at++];
            if (shift == 63 && next > 1)
            {
                throw TreeRules.Broken("a number does not fit in 64 bits");
            }

            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                // A last byte of zero would be a longer way to write the same number.
                return next != 0 || shift == 0 ? value : throw TreeRules.Broken("a number is written longer than needed");
            }
        }

        throw TreeRules.Broken("a number does not fit in 64 bits");
    }
}

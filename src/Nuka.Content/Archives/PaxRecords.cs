using System.Buffers.Text;

namespace Nuka.Content.Archives;

/// <summary>What an extended header (POSIX pax, "pax Header Block") says about the entry behind it, as far as a tree keeps it.</summary>
internal sealed class PaxRecords
{
    /// <summary>The record <c>path</c>.</summary>
    internal byte[]? Path { get; private set; }

    /// <summary>The record <c>linkpath</c>.</summary>
    internal byte[]? LinkPath { get; private set; }

    /// <summary>The record <c>size</c>.</summary>
    internal long? SizeBytes { get; private set; }

    /// <summary>Reads the records of one header: each is <c>LENGTH KEY=VALUE\n</c>, the length counting itself.</summary>
    internal static PaxRecords Read(ReadOnlySpan<byte> records)
    {
        PaxRecords result = new();
        while (!records.IsEmpty)
        {
            if (!Utf8Parser.TryParse(records, out int length, out int digits) || length <= digits + 1 || length > records.Length
                || records[digits] != (byte)' ' || records[0] is < (byte)'0' or > (byte)'9' || records[length - 1] != (byte)'\n')
            {
                throw Malformed();
            }

            ReadOnlySpan<byte> record = records[(digits + 1)..(length - 1)];
            int equals = record.IndexOf((byte)'=');
            result.Take(equals > 0 ? record[..equals] : throw Malformed(), record[(equals + 1)..]);
            records = records[length..];
        }

        return result;
    }

    private void Take(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (key.SequenceEqual("path"u8))
        {
            Path = Name(value);
        }
        else if (key.SequenceEqual("linkpath"u8))
        {
            LinkPath = Name(value);
        }
        else if (key.SequenceEqual("size"u8))
        {
            bool whole = Utf8Parser.TryParse(value, out long size, out int used) && used == value.Length && size >= 0 && value[0] is not (byte)'+';
            SizeBytes = whole ? size : throw Malformed();
        }
        else if (key.StartsWith("GNU.sparse."u8) || key.SequenceEqual("SCHILY.realsize"u8))
        {
            throw ArchiveProblem.Unsupported("a sparse file");
        }
    }

    private static byte[] Name(ReadOnlySpan<byte> value) =>
        value.IsEmpty || value.Contains((byte)0) ? throw Malformed() : value.ToArray();

    private static Platform.Errors.NukaException Malformed() =>
        ArchiveProblem.Corrupt("tar archive", "a record of an extended header is malformed");
}

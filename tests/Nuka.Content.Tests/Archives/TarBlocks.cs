using System.Text;

namespace Nuka.Content.Tests.Archives;

/// <summary>Builds tar archives block by block, right or wrong, as the tests need them.</summary>
internal sealed class TarBlocks
{
    private readonly List<byte> bytes = [];

    internal TarBlocks Add(string path, char kind = '0', string content = "", string target = "", string magic = "ustar\0" + "00", Action<byte[]>? change = null)
    {
        byte[] body = Encoding.Latin1.GetBytes(content);
        byte[] header = new byte[512];
        Put(header, 0, path);
        Put(header, 100, "0000644\0");
        Put(header, 124, Convert.ToString(body.Length, 8).PadLeft(11, '0'));
        header[156] = (byte)kind;
        Put(header, 157, target);
        Put(header, 257, magic);
        change?.Invoke(header);
        if (header[148] == 0)
        {
            Sum(header);
        }

        bytes.AddRange(header);
        bytes.AddRange(body);
        bytes.AddRange(new byte[-body.Length & 511]);
        return this;
    }

    internal TarBlocks Pax(params string[] records) => Add("pax", 'x', string.Concat(records.Select(Record)));

    internal byte[] End() => [.. bytes.ToArray(), .. new byte[1024]];

    internal byte[] Unfinished() => bytes.ToArray();

    internal static void Put(byte[] header, int offset, string text) => Encoding.Latin1.GetBytes(text).CopyTo(header, offset);

    internal static string Record(string keyAndValue)
    {
        int length = keyAndValue.Length + 3;
        while ($"{length} {keyAndValue}\n".Length != length)
        {
            length++;
        }

        return $"{length} {keyAndValue}\n";
    }

    private static void Sum(byte[] header)
    {
        Put(header, 148, "        ");
        Put(header, 148, Convert.ToString(header.Sum(value => value), 8).PadLeft(6, '0') + "\0 ");
    }
}

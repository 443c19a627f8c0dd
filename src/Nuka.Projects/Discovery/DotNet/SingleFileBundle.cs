using System.Buffers.Binary;
using System.Text;

namespace Nuka.Projects.Discovery.DotNet;

/// <summary>
/// A program of .NET in one file: the host's ELF file, with the assemblies behind it. Source: dotnet/designs, "Single-file: bundler" (the
/// marker and the header that it leads to), versions 2 and later.
/// </summary>
internal static class SingleFileBundle
{
    // Beyond, it is no header that a bundler wrote.
    private const int HighestVersion = 64;

    /// <summary>SHA-256 of ".net core bundle\n". The eight bytes in front of it are the header's offset, zero in a host that no bundle follows.</summary>
    private static ReadOnlySpan<byte> Marker =>
    [
        0x8b, 0x12, 0x02, 0xb9, 0x6a, 0x61, 0x20, 0x38, 0x72, 0x7b, 0x93, 0x02, 0x14, 0xd7, 0xa0, 0x32,
        0x13, 0xf5, 0xb9, 0xe6, 0xef, 0xae, 0x33, 0x18, 0xee, 0x3b, 0x2d, 0xce, 0x24, 0xb3, 0x6a, 0xae,
    ];

    /// <summary>Whether a file is such a bundle.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="settings">Its runtimeconfig.json; empty where it has none, or none that can be read.</param>
    public static bool TryRead(ReadOnlySpan<byte> file, out string settings)
    {
        settings = string.Empty;
        int marker = file.IndexOf(Marker);
        if (marker < sizeof(long))
        {
            return false;
        }

        long header = BinaryPrimitives.ReadInt64LittleEndian(file[(marker - sizeof(long))..]);
        if (header <= 0 || header > file.Length - 13 || BinaryPrimitives.ReadUInt32LittleEndian(file[(int)header..]) is not (>= 1 and <= HighestVersion and var version))
        {
            return false;
        }

        settings = version < 2 ? string.Empty : Settings(file, file[((int)header + 12)..]);
        return true;
    }

    /// <param name="file">The whole file.</param>
    /// <param name="header">The header from the bundle's name on, whose length stands in front of it in pieces of seven bits.</param>
    private static string Settings(ReadOnlySpan<byte> file, ReadOnlySpan<byte> header)
    {
        bool isLong = header[0] >= 0x80;
        int name = isLong && header.Length > 1 ? (header[0] & 0x7f) | (header[1] << 7) : header[0];
        int at = (isLong ? 2 : 1) + name + (2 * sizeof(long)); // behind the place of deps.json
        if (header.Length < at + (2 * sizeof(long)))
        {
            return string.Empty;
        }

        long offset = BinaryPrimitives.ReadInt64LittleEndian(header[at..]);
        long size = BinaryPrimitives.ReadInt64LittleEndian(header[(at + sizeof(long))..]);
        return offset <= 0 || size <= 0 || offset > file.Length || size > Math.Min(file.Length - offset, ScanLimits.TextBytes) ? string.Empty
            : Encoding.UTF8.GetString(file.Slice((int)offset, (int)size));
    }
}

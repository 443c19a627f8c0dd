using System.Buffers.Text;
using Microsoft.Win32.SafeHandles;

namespace Nuka.Build.Outputs.Normal;

/// <summary>
/// The headers of the members of an <c>ar</c> archive: times, owners and modes, which GNU ar leaves out with <c>D</c>. Source: ar(5): name 16 bytes,
/// time 12, user 6, group 6, mode 8, size 10, and <c>`\n</c>.
/// </summary>
internal static class ArHeaders
{
    internal const int MagicBytes = 8;

    private const int HeaderBytes = 60;
    private const int TimeOffset = 16;
    private const int SizeOffset = 48;
    private const int EndOffset = 58;

    /// <summary>How an archive begins whose members are elsewhere.</summary>
    internal static ReadOnlySpan<byte> ThinMagic => "!<thin>\n"u8;

    // What ar writes with D: time, user, group, mode.
    private static ReadOnlySpan<byte> MemberFields => "0           0     0     644     "u8;

    private static ReadOnlySpan<byte> TableFields => "0           0     0     0       "u8;

    /// <summary>Sets the fields of every member. What is no archive, or is one no more from some place on, stays as it is from there.</summary>
    /// <param name="file">The file, open for changing.</param>
    /// <returns>Whether anything was changed.</returns>
    internal static bool Clear(SafeFileHandle file)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        if (RandomAccess.Read(file, header[..MagicBytes], 0) < MagicBytes || !header.StartsWith("!<arch>\n"u8))
        {
            return false;
        }

        bool changed = false;
        for (long at = MagicBytes; RandomAccess.Read(file, header, at) == HeaderBytes && header[EndOffset..].SequenceEqual("`\n"u8);)
        {
            ReadOnlySpan<byte> size = header[SizeOffset..EndOffset].TrimEnd((byte)' ');
            if (!Utf8Parser.TryParse(size, out long sizeBytes, out int used) || used != size.Length || sizeBytes < 0)
            {
                break;
            }

            ReadOnlySpan<byte> name = header[..TimeOffset].TrimEnd((byte)' ');
            ReadOnlySpan<byte> fields = name.SequenceEqual("/"u8) || name.SequenceEqual("/SYM64/"u8) ? TableFields : MemberFields;

            // The table of long names has blanks there in any case.
            if (!name.SequenceEqual("//"u8) && !header[TimeOffset..SizeOffset].SequenceEqual(fields))
            {
                RandomAccess.Write(file, fields, at + TimeOffset);
                changed = true;
            }

            at += HeaderBytes + sizeBytes + (sizeBytes & 1);
        }

        return changed;
    }
}

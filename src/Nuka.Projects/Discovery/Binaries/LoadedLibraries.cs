using System.Text;
using Nuka.Formats.Elf;

namespace Nuka.Projects.Discovery.Binaries;

/// <summary>Names of libraries among the texts of an ELF file that it does not need at its start: what it may load by name (dlopen).</summary>
internal static class LoadedLibraries
{
    private const int NameBytes = 100;

    /// <summary>The names, each once, in the order in which they stand in the file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="elf">What the loader reads of it.</param>
    public static IEnumerable<string> Of(byte[] bytes, ElfFile elf)
    {
        HashSet<string> found = new(elf.Needed.Append(elf.SoName ?? string.Empty), StringComparer.Ordinal);
        for (int at = Next(bytes, 0); at >= 0; at = Next(bytes, at + 4))
        {
            int start = at;
            while (start > 0 && at - start < NameBytes && IsNameByte(bytes[start - 1]))
            {
                start--;
            }

            int end = at + 4;
            while (end < bytes.Length && (char.IsAsciiDigit((char)bytes[end]) || bytes[end] == '.'))
            {
                end++;
            }

            string name = Encoding.ASCII.GetString(bytes, start, end - start);
            bool whole = end < bytes.Length && bytes[end] == 0 && (start == 0 || bytes[start - 1] == 0);
            if (whole && name.StartsWith("lib", StringComparison.Ordinal) && !name.EndsWith('.') && found.Add(name))
            {
                yield return name;
            }
        }
    }

    private static int Next(byte[] bytes, int from)
    {
        int at = bytes.AsSpan(from).IndexOf(".so."u8);
        return at < 0 ? -1 : from + at;
    }

    private static bool IsNameByte(byte value) => char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'_' or (byte)'+' or (byte)'.';
}

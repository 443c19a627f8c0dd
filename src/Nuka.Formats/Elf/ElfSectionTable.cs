using System.Collections.Immutable;
using System.Text;

namespace Nuka.Formats.Elf;

/// <summary>The sections of an ELF file, in the order of its table. Source: gABI 4.1, chapter "Sections".</summary>
/// <param name="Sections">The sections; the first one of a file that has any stands for none.</param>
/// <param name="EndOffset">Where the table ends in the file; 0 if there is none.</param>
public sealed record ElfSectionTable(ImmutableArray<ElfSection> Sections, ulong EndOffset)
{
    // e_shstrndx where the index does not fit: it stands in sh_link of the first section.
    private const int IndexElsewhere = 0xFFFF;

    /// <summary>Reads the table.</summary>
    /// <param name="file">The whole file.</param>
    /// <returns>
    /// The sections, none if the file has no table; <see langword="null"/> if it is no ELF file, if anything that the table says lies outside of the
    /// file, or if there is more of it than <see cref="ElfLimits"/> allow.
    /// </returns>
    public static ElfSectionTable? TryRead(ReadOnlySpan<byte> file)
    {
        if (!ElfFields.TryOpen(file, out ElfFields fields))
        {
            return null;
        }

        ulong table = fields.Word(fields.Is64Bit ? 40 : 32);
        if (table == 0)
        {
            return new ElfSectionTable([], 0);
        }

        int step = fields.Short(fields.Is64Bit ? 58 : 46);
        if (step < (fields.Is64Bit ? 64 : 40) || !fields.IsInside(table, (ulong)step))
        {
            return null;
        }

        int counted = fields.Short(fields.Is64Bit ? 60 : 48);
        ulong count = counted != 0 ? (ulong)counted : fields.Word((int)table + (fields.Is64Bit ? 32 : 20));
        if (count > ElfLimits.Sections || !fields.IsInside(table, count * (ulong)step))
        {
            return null;
        }

        return ReadRows(fields, (int)table, step, (int)count) is { } rows && Name(fields, rows, (int)table) is { } named
            ? new ElfSectionTable(named, table + (count * (ulong)step))
            : null;
    }

    /// <summary>The first section of a name; <see langword="null"/> if there is none.</summary>
    /// <param name="name">The name.</param>
    public ElfSection? Find(string name) => Sections.FirstOrDefault(section => section.Name == name);

    private static List<(uint Name, ElfSection Section)>? ReadRows(ElfFields fields, int table, int step, int count)
    {
        List<(uint Name, ElfSection Section)> rows = [];
        int word = fields.Is64Bit ? 8 : 4;
        for (int index = 0; index < count; index++)
        {
            int at = table + (index * step);
            uint kind = fields.Int(at + 4);
            ulong offset = fields.Word(at + 8 + (2 * word));
            ulong size = fields.Word(at + 8 + (3 * word));
            if (kind is not (ElfSectionKind.Unstored or 0) && !fields.IsInside(offset, size))
            {
                return null;
            }

            ulong flags = fields.Word(at + 8);
            int link = (int)Math.Min(fields.Int(at + 8 + (4 * word)), int.MaxValue);
            rows.Add((fields.Int(at), new ElfSection(string.Empty, kind, flags, fields.Word(at + 8 + word), offset, size, link)));
        }

        return rows;
    }

    private static ImmutableArray<ElfSection>? Name(ElfFields fields, List<(uint Name, ElfSection Section)> rows, int table)
    {
        int index = fields.Short(fields.Is64Bit ? 62 : 50);
        index = index == IndexElsewhere ? (int)Math.Min(fields.Int(table + (fields.Is64Bit ? 40 : 24)), int.MaxValue) : index;
        if (index == 0)
        {
            return [.. rows.Select(row => row.Section)];
        }

        if (index >= rows.Count || rows[index].Section.Kind != ElfSectionKind.Strings)
        {
            return null;
        }

        ReadOnlySpan<byte> strings = rows[index].Section.ContentOf(fields.File);
        var named = ImmutableArray.CreateBuilder<ElfSection>(rows.Count);
        long nameBytes = 0;
        foreach ((uint name, ElfSection section) in rows)
        {
            if (TextAt(strings, name, ElfLimits.NameBytes) is not { } text || (nameBytes += text.Length) > ElfLimits.SectionNameBytes)
            {
                return null;
            }

            named.Add(section with { Name = text });
        }

        return named.MoveToImmutable();
    }

    /// <summary>A string of a table; none if it does not end there, or is too long.</summary>
    internal static string? TextAt(ReadOnlySpan<byte> strings, uint offset, int limitBytes)
    {
        if (offset >= (uint)strings.Length)
        {
            return offset == 0 ? string.Empty : null;
        }

        ReadOnlySpan<byte> rest = strings[(int)offset..];
        int end = rest[..Math.Min(rest.Length, limitBytes)].IndexOf((byte)0);
        return end < 0 ? null : Encoding.UTF8.GetString(rest[..end]);
    }
}

using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Nuka.Formats.Elf;

/// <summary>
/// Walks the tables of one file. Every table is checked against the file's length before anything of it is read, every string against its
/// table: sums of numbers that the file states are never taken before that, for they could wrap round to the header.
/// </summary>
internal readonly ref struct ElfReader(ReadOnlySpan<byte> file, bool is64Bit, bool isLittleEndian)
{
    // gABI 4.1: types of program headers, and tags of the dynamic section.
    private const uint Load = 1;
    private const uint Dynamic = 2;
    private const uint Interpreter = 3;
    private const ulong End = 0;
    private const ulong Needed = 1;
    private const ulong StringTable = 5;
    private const ulong StringSize = 10;
    private const ulong SoName = 14;
    private const ulong SearchPath = 15;
    private const ulong RunPath = 29;

    private readonly ReadOnlySpan<byte> file = file;

    internal ElfFile? Read()
    {
        if (file.Length < (is64Bit ? 64 : 52))
        {
            return null;
        }

        ulong table = Word(is64Bit ? 32 : 28);
        int step = Short(is64Bit ? 54 : 42);
        int count = Short(is64Bit ? 56 : 44);
        if (count > ElfLimits.ProgramHeaders || (count > 0 && (step < (is64Bit ? 56 : 32) || !IsInside(table, (ulong)step * (ulong)count))))
        {
            return null;
        }

        List<Segment> segments = [];
        for (int index = 0; index < count; index++)
        {
            int at = (int)table + (index * step);
            segments.Add(new Segment(Int(at), Word(at + (is64Bit ? 8 : 4)), Word(at + (is64Bit ? 16 : 8)), Word(at + (is64Bit ? 32 : 16))));
        }

        int kind = Short(16);
        ElfFile found = new() { Kind = kind is >= 1 and <= 4 ? (ElfKind)kind : ElfKind.Other, Is64Bit = is64Bit, Machine = Short(18) };
        return AddInterpreter(found, segments) is { } named ? AddDynamic(named, segments) : null;
    }

    private ElfFile? AddInterpreter(ElfFile found, List<Segment> segments)
    {
        int index = segments.FindIndex(segment => segment.Kind == Interpreter);
        if (index < 0)
        {
            return found;
        }

        Segment place = segments[index];
        return IsInside(place.Offset, place.FileSize) && TextAt(place, 0, ElfLimits.NameBytes) is { } text ? found with { Interpreter = text } : null;
    }

    private ElfFile? AddDynamic(ElfFile found, List<Segment> segments)
    {
        int index = segments.FindIndex(segment => segment.Kind == Dynamic);
        if (index < 0)
        {
            return found;
        }

        Segment table = segments[index];
        if (!IsInside(table.Offset, table.FileSize) || ReadEntries(table) is not { } entries)
        {
            return null;
        }

        List<(ulong Tag, ulong Value)> names = entries.FindAll(entry => entry.Tag is Needed or SoName or SearchPath or RunPath);
        if (names.Count > ElfLimits.Names)
        {
            return null;
        }

        return names.Count == 0 ? found with { IsDynamic = true }
            : FindStrings(entries, segments) is { } strings ? AddNames(found with { IsDynamic = true }, names, strings) : null;
    }

    /// <summary>The entries up to the one that ends them, or to the segment's end (GNU ld can be told to spare that entry); none if there are too many.</summary>
    private List<(ulong Tag, ulong Value)>? ReadEntries(Segment table)
    {
        int step = is64Bit ? 16 : 8;
        List<(ulong Tag, ulong Value)> entries = [];
        for (int left = (int)(table.FileSize / (ulong)step), at = (int)table.Offset; left > 0; left--, at += step)
        {
            (ulong Tag, ulong Value) entry = (Word(at), Word(at + (step / 2)));
            if (entry.Tag == End)
            {
                return entries;
            }

            entries.Add(entry);
            if (entries.Count > ElfLimits.DynamicEntries)
            {
                return null;
            }
        }

        return entries;
    }

    /// <summary>Where the strings are in the file; of several statements the last counts, as it does for the loader.</summary>
    private Segment? FindStrings(List<(ulong Tag, ulong Value)> entries, List<Segment> segments)
    {
        int address = entries.FindLastIndex(entry => entry.Tag == StringTable);
        int size = entries.FindLastIndex(entry => entry.Tag == StringSize);
        if (address < 0 || size < 0)
        {
            return null;
        }

        ulong start = entries[address].Value;
        foreach (Segment home in segments.Where(segment => segment.Kind == Load))
        {
            if (start >= home.Address && start - home.Address < home.FileSize)
            {
                ulong inside = start - home.Address;
                Segment strings = new(Load, home.Offset + inside, start, entries[size].Value);
                return IsInside(home.Offset, home.FileSize) && strings.FileSize <= home.FileSize - inside ? strings : null;
            }
        }

        return null;
    }

    private ElfFile? AddNames(ElfFile found, List<(ulong Tag, ulong Value)> names, Segment strings)
    {
        var needed = ImmutableArray.CreateBuilder<string>();
        string? soName = null;
        string? runPath = null;
        string? oldPath = null;
        foreach ((ulong tag, ulong value) in names)
        {
            if (TextAt(strings, value, tag is Needed or SoName ? ElfLimits.NameBytes : ElfLimits.SearchPathBytes) is not { } text)
            {
                return null;
            }

            switch (tag)
            {
                case Needed: needed.Add(text); break;
                case SoName: soName = text; break;
                case SearchPath: oldPath = text; break;
                default: runPath = text; break;
            }
        }

        return found with
        {
            Needed = needed.ToImmutable(),
            SoName = soName,
            SearchPaths = [.. (runPath ?? oldPath ?? string.Empty).Split(':', StringSplitOptions.RemoveEmptyEntries)],
        };
    }

    /// <summary>A string of a table that is inside the file; none if it does not end within the table, or is too long.</summary>
    private string? TextAt(Segment table, ulong offset, int limitBytes)
    {
        if (offset >= table.FileSize)
        {
            return null;
        }

        ReadOnlySpan<byte> rest = file.Slice((int)(table.Offset + offset), (int)Math.Min(table.FileSize - offset, (ulong)limitBytes));
        int end = rest.IndexOf((byte)0);
        return end < 0 ? null : Encoding.UTF8.GetString(rest[..end]);
    }

    private bool IsInside(ulong offset, ulong size) => offset <= (ulong)file.Length && size <= (ulong)file.Length - offset;

    private int Short(int at) => isLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(file[at..]) : BinaryPrimitives.ReadUInt16BigEndian(file[at..]);

    private uint Int(int at) => isLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(file[at..]) : BinaryPrimitives.ReadUInt32BigEndian(file[at..]);

    private ulong Word(int at) => !is64Bit ? Int(at)
        : isLittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(file[at..]) : BinaryPrimitives.ReadUInt64BigEndian(file[at..]);

    /// <summary>A stretch of the file, and where it comes to lie in memory.</summary>
    private readonly record struct Segment(uint Kind, ulong Offset, ulong Address, ulong FileSize);
}

using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Nuka.Formats.Elf;

/// <summary>
/// What the dynamic loader reads of an ELF file: which machine it is for, its interpreter, the libraries it needs, its own name
/// and where it searches. Both word sizes and byte orders. Source: System V ABI, gABI 4.1, chapters "ELF Header", "Program
/// Header" and "Dynamic Section".
/// </summary>
public sealed record ElfFile
{
    private const int HeaderProgramInterpreter = 3;
    private const int HeaderDynamic = 2;
    private const int HeaderLoad = 1;

    /// <summary>The type of file.</summary>
    public required ElfKind Kind { get; init; }

    /// <summary>Whether addresses have 64 bits.</summary>
    public required bool Is64Bit { get; init; }

    /// <summary>The machine (e_machine): 62 is x86-64, 183 is AArch64, 3 is i386.</summary>
    public required int Machine { get; init; }

    /// <summary>The program that loads it (PT_INTERP); <see langword="null"/> for libraries and static executables.</summary>
    public string? Interpreter { get; init; }

    /// <summary>The sonames it needs (DT_NEEDED), in order.</summary>
    public ImmutableArray<string> Needed { get; init; } = [];

    /// <summary>Its own soname (DT_SONAME).</summary>
    public string? SoName { get; init; }

    /// <summary>Where it searches for libraries (DT_RUNPATH, else DT_RPATH), unexpanded, in order.</summary>
    public ImmutableArray<string> SearchPaths { get; init; } = [];

    /// <summary>Whether it has a dynamic section at all.</summary>
    public bool IsDynamic { get; init; }

    /// <summary>Whether bytes begin as an ELF file does.</summary>
    /// <param name="file">The first bytes.</param>
    public static bool IsElf(ReadOnlySpan<byte> file) => file.StartsWith("\u007fELF"u8);

    /// <summary>Reads an ELF file.</summary>
    /// <param name="file">The whole file.</param>
    /// <returns>What it says; <see langword="null"/> if it is no ELF file, or if what it says points outside of it.</returns>
    public static ElfFile? TryRead(ReadOnlySpan<byte> file)
    {
        if (!IsElf(file) || file.Length < 52 || file[4] is not (1 or 2) || file[5] is not (1 or 2))
        {
            return null;
        }

        Reader reader = new(file, is64Bit: file[4] == 2, isLittleEndian: file[5] == 1);
        return reader.Read();
    }

    /// <summary>Walks the tables of one file; every access is checked against the file's length.</summary>
    private readonly ref struct Reader(ReadOnlySpan<byte> file, bool is64Bit, bool isLittleEndian)
    {
        private readonly ReadOnlySpan<byte> file = file;

        internal ElfFile? Read()
        {
            if (!TryShort(16, out int kind) || !TryShort(18, out int machine)
                || !TryWord(is64Bit ? 32u : 28u, out ulong table)
                || !TryShort(is64Bit ? 54 : 42, out int entrySize) || !TryShort(is64Bit ? 56 : 44, out int count)
                || count > ElfLimits.ProgramHeaders || entrySize < (is64Bit ? 56 : 32) && count > 0)
            {
                return null;
            }

            List<Segment> segments = [];
            for (int index = 0; index < count; index++)
            {
                if (!TrySegment(table + ((ulong)index * (ulong)entrySize), out Segment segment))
                {
                    return null;
                }

                segments.Add(segment);
            }

            ElfFile found = new()
            {
                Kind = kind is >= 1 and <= 4 ? (ElfKind)kind : ElfKind.Other,
                Is64Bit = is64Bit,
                Machine = machine,
                Interpreter = segments.Where(segment => segment.Kind == HeaderProgramInterpreter).Select(segment => segment.Offset)
                    .Cast<ulong?>().FirstOrDefault() is { } offset ? TextAt(offset) : null,
            };
            return AddDynamic(found, segments);
        }

        private ElfFile? AddDynamic(ElfFile found, List<Segment> segments)
        {
            int index = segments.FindIndex(segment => segment.Kind == HeaderDynamic);
            if (index < 0)
            {
                return found;
            }

            List<(ulong Tag, ulong Value)> entries = [];
            ulong step = is64Bit ? 16u : 8u;
            ulong limit = Math.Min(segments[index].FileSize / step, ElfLimits.DynamicEntries);
            for (ulong entry = 0; entry < limit; entry++)
            {
                ulong at = segments[index].Offset + (entry * step);
                if (!TryWord(at, out ulong tag) || !TryWord(at + (step / 2), out ulong value))
                {
                    return null;
                }

                if (tag == 0)
                {
                    break;
                }

                entries.Add((tag, value));
            }

            const ulong StringTable = 5;
            ulong address = entries.Find(entry => entry.Tag == StringTable).Value;
            return TryOffset(segments, address, out ulong strings) ? Name(found, entries, strings) : found with { IsDynamic = true };
        }

        private ElfFile? Name(ElfFile found, List<(ulong Tag, ulong Value)> entries, ulong strings)
        {
            List<string> needed = [];
            string? soName = null;
            string? runPath = null;
            string? oldPath = null;
            foreach ((ulong tag, ulong value) in entries)
            {
                if (tag is not (1 or 14 or 15 or 29))
                {
                    continue;
                }

                if (TextAt(strings + value) is not { } text)
                {
                    return null;
                }

                switch (tag)
                {
                    case 1: needed.Add(text); break;
                    case 14: soName = text; break;
                    case 15: oldPath = text; break;
                    default: runPath = text; break;
                }
            }

            return found with
            {
                IsDynamic = true,
                Needed = [.. needed],
                SoName = soName,
                SearchPaths = [.. (runPath ?? oldPath ?? string.Empty).Split(':', StringSplitOptions.RemoveEmptyEntries)],
            };
        }

        private bool TrySegment(ulong at, out Segment segment)
        {
            segment = default;
            if (!TryInt(at, out uint kind)
                || !TryWord(at + (is64Bit ? 8u : 4u), out ulong offset)
                || !TryWord(at + (is64Bit ? 16u : 8u), out ulong address)
                || !TryWord(at + (is64Bit ? 32u : 16u), out ulong fileSize))
            {
                return false;
            }

            segment = new Segment((int)kind, offset, address, fileSize);
            return true;
        }

        private static bool TryOffset(List<Segment> segments, ulong address, out ulong offset)
        {
            foreach (Segment segment in segments.Where(segment => segment.Kind == HeaderLoad))
            {
                if (address >= segment.Address && address - segment.Address < segment.FileSize)
                {
                    offset = segment.Offset + (address - segment.Address);
                    return true;
                }
            }

            offset = 0;
            return false;
        }

        private string? TextAt(ulong offset)
        {
            if (offset >= (ulong)file.Length)
            {
                return null;
            }

            ReadOnlySpan<byte> rest = file[(int)offset..];
            int end = rest[..Math.Min(rest.Length, ElfLimits.StringBytes)].IndexOf((byte)0);
            return end < 0 ? null : Encoding.UTF8.GetString(rest[..end]);
        }

        private bool TryShort(int at, out int value)
        {
            value = 0;
            if (at + 2 > file.Length)
            {
                return false;
            }

            ReadOnlySpan<byte> bytes = file[at..];
            value = isLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
            return true;
        }

        private bool TryInt(ulong at, out uint value)
        {
            value = 0;
            if (at > (ulong)file.Length || (ulong)file.Length - at < 4)
            {
                return false;
            }

            ReadOnlySpan<byte> bytes = file[(int)at..];
            value = isLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
            return true;
        }

        private bool TryWord(ulong at, out ulong value)
        {
            if (!is64Bit)
            {
                bool read = TryInt(at, out uint half);
                value = half;
                return read;
            }

            value = 0;
            if (at > (ulong)file.Length || (ulong)file.Length - at < 8)
            {
                return false;
            }

            ReadOnlySpan<byte> bytes = file[(int)at..];
            value = isLittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : BinaryPrimitives.ReadUInt64BigEndian(bytes);
            return true;
        }
    }

    private readonly record struct Segment(int Kind, ulong Offset, ulong Address, ulong FileSize);
}

using System.Buffers.Binary;
using System.Text;

namespace Nuka.Formats.Elf;

/// <summary>
/// Gives a dynamic ELF file another search path (DT_RPATH; a DT_RUNPATH goes). The last loaded segment grows: what was zero-filled memory is
/// written out, and behind it comes a copy of the string table that ends with the new path. No address of the program changes, no header is
/// added, and the same file and path give the same bytes. Source: System V ABI, gABI 4.1, chapters "Program Header", "Dynamic Section".
/// </summary>
public static class ElfSearchPath
{
    /// <summary>Sets the search path.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="path">The directories, with colons between them: <c>$ORIGIN/../lib</c>. Not empty, no NUL.</param>
    /// <returns>The new file; <see langword="null"/> if it is no dynamic ELF file, or is built in a way that leaves no place for it.</returns>
    public static byte[]? TrySet(ReadOnlySpan<byte> file, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ElfFile.TryRead(file) is { IsDynamic: true } && Editor.TryOpen(file) is { } editor ? editor.Rewrite(Encoding.UTF8.GetBytes(path + '\0')) : null;
    }

    /// <summary>One file while it is rewritten. Tables are checked against its length before anything of them is read.</summary>
    private sealed class Editor
    {
        private const uint Load = 1;
        private const uint Dynamic = 2;
        private const uint WritableFlag = 2;
        private const uint StringTableSection = 3;
        private const uint DynamicSection = 6;
        private const uint UnstoredSection = 8;
        private const ulong AllocatedFlag = 2;
        private const ulong StringTable = 5;
        private const ulong StringSize = 10;
        private const ulong SearchPath = 15;
        private const ulong RunPath = 29;

        /// <summary>Alignment of what is added and of what moves behind it: no section outside of memory asks for more.</summary>
        private const ulong Step = 64;

        private readonly byte[] file;
        private readonly bool is64Bit;
        private readonly bool isLittleEndian;
        private readonly List<Segment> segments = [];
        private readonly List<(ulong Tag, ulong Value)> entries = [];
        private int last = -1;
        private int dynamic = -1;
        private ulong stringsAt;
        private ulong stringsAddress;
        private ulong stringsSize;

        private Editor(byte[] file)
        {
            this.file = file;
            is64Bit = file[4] == 2;
            isLittleEndian = file[5] == 1;
        }

        private int WordSize => is64Bit ? 8 : 4;

        private ulong End => segments[last].Offset + segments[last].FileSize;

        internal static Editor? TryOpen(ReadOnlySpan<byte> bytes)
        {
            Editor editor = new(bytes.ToArray());
            return editor.ReadSegments() && editor.ReadDynamic() && editor.CheckSections() ? editor : null;
        }

        internal byte[]? Rewrite(byte[] path)
        {
            Segment grown = segments[last];
            Segment table = segments[dynamic];
            (ulong Tag, ulong Value)[] kept = [.. entries.Where(entry => entry.Tag is not (SearchPath or RunPath)), (SearchPath, stringsSize)];
            ulong entrySize = (ulong)(2 * WordSize);
            bool moves = ((ulong)kept.Length + 1) * entrySize > table.FileSize;
            ulong strings = Up(grown.Address + grown.MemorySize) - grown.Address;
            ulong entriesAt = Up(strings + stringsSize + (ulong)path.Length);
            ulong size = moves ? entriesAt + (((ulong)kept.Length + 1) * entrySize) : strings + stringsSize + (ulong)path.Length;
            ulong added = Up(size - grown.FileSize);
            if ((moves && (grown.Flags & WritableFlag) == 0) || size - grown.FileSize > ElfLimits.AddedBytes)
            {
                return null;
            }

            byte[] result = new byte[(ulong)file.Length + added];
            file.AsSpan(0, (int)End).CopyTo(result);
            file.AsSpan((int)End).CopyTo(result.AsSpan((int)(End + added)));
            file.AsSpan((int)stringsAt, (int)stringsSize).CopyTo(result.AsSpan((int)(grown.Offset + strings)));
            path.CopyTo(result.AsSpan((int)(grown.Offset + strings + stringsSize)));
            Place newStrings = new(grown.Offset + strings, grown.Address + strings, stringsSize + (ulong)path.Length);
            Place newTable = moves
                ? new Place(grown.Offset + entriesAt, grown.Address + entriesAt, size - entriesAt)
                : new Place(table.Offset, table.Address, table.FileSize);
            WriteEntries(result, newTable, kept, newStrings);
            WriteSegment(result, last, new Place(grown.Offset, grown.Address, size));
            if (moves)
            {
                WriteSegment(result, dynamic, newTable);
            }

            WriteSections(result, added, newStrings, newTable);
            return result;
        }

        private bool ReadSegments()
        {
            ulong table = Word(file, is64Bit ? 32 : 28);
            int step = Short(file, is64Bit ? 54 : 42);
            int count = Short(file, is64Bit ? 56 : 44);
            if (step < (is64Bit ? 56 : 32) || count > ElfLimits.ProgramHeaders || !IsInside(table, (ulong)step * (ulong)count))
            {
                return false;
            }

            for (int index = 0; index < count; index++)
            {
                int at = (int)table + (index * step);
                Segment segment = new(
                    at, Int(file, at), Int(file, at + (is64Bit ? 4 : 24)), Word(file, at + (is64Bit ? 8 : 4)),
                    Word(file, at + (is64Bit ? 16 : 8)), Word(file, at + (is64Bit ? 32 : 16)), Word(file, at + (is64Bit ? 40 : 20)));
                segments.Add(segment);
                last = segment.Kind == Load && (last < 0 || segment.Address > segments[last].Address) ? index : last;
                dynamic = segment.Kind == Dynamic ? index : dynamic;
            }

            // The segment that grows must be the last one in the file too; memory sizes are bounded so that sums cannot wrap.
            return last >= 0 && dynamic >= 0 && IsInside(segments[last].Offset, segments[last].FileSize) && table + (ulong)(step * count) <= End
                && segments[last].MemorySize >= segments[last].FileSize && segments[last].Address < 1UL << 62 && segments[last].MemorySize < 1UL << 40
                && segments.TrueForAll(segment => segment.FileSize == 0 || (IsInside(segment.Offset, segment.FileSize) && segment.Offset + segment.FileSize <= End));
        }

        private bool ReadDynamic()
        {
            Segment table = segments[dynamic];
            int step = 2 * WordSize;
            for (ulong at = table.Offset; at + (ulong)step <= table.Offset + table.FileSize && entries.Count < ElfLimits.DynamicEntries; at += (ulong)step)
            {
                ulong tag = Word(file, (int)at);
                if (tag == 0)
                {
                    break;
                }

                entries.Add((tag, Word(file, (int)at + WordSize)));
            }

            stringsAddress = entries.Find(entry => entry.Tag == StringTable).Value;
            stringsSize = entries.Find(entry => entry.Tag == StringSize).Value;
            Segment home = segments.Find(segment => segment.Kind == Load && stringsAddress >= segment.Address && stringsAddress - segment.Address < segment.FileSize);
            stringsAt = home.Offset + (stringsAddress - home.Address);
            return home.Kind == Load && stringsSize > 0 && IsInside(stringsAt, stringsSize);
        }

        private bool CheckSections()
        {
            (ulong table, int step, int count) = Sections(file);
            return table == 0 || count == 0 || (step >= (is64Bit ? 64 : 40) && table >= End && IsInside(table, (ulong)step * (ulong)count));
        }

        private void WriteEntries(byte[] result, Place place, (ulong Tag, ulong Value)[] kept, Place strings)
        {
            result.AsSpan((int)place.Offset, (int)place.Size).Clear();
            int at = (int)place.Offset;
            foreach ((ulong tag, ulong value) in kept)
            {
                PutWord(result, at, tag);
                PutWord(result, at + WordSize, tag switch { StringTable => strings.Address, StringSize => strings.Size, _ => value });
                at += 2 * WordSize;
            }
        }

        private void WriteSegment(byte[] result, int index, Place place)
        {
            int at = segments[index].HeaderAt;
            PutWord(result, at + (is64Bit ? 8 : 4), place.Offset);
            PutWord(result, at + (is64Bit ? 16 : 8), place.Address);
            PutWord(result, at + (is64Bit ? 24 : 12), place.Address);
            PutWord(result, at + (is64Bit ? 32 : 16), place.Size);
            PutWord(result, at + (is64Bit ? 40 : 20), place.Size);
        }

        /// <summary>The loader reads no sections, but linkers, debuggers and the like do.</summary>
        private void WriteSections(byte[] result, ulong added, Place strings, Place table)
        {
            (ulong before, int step, int count) = Sections(file);
            if (before == 0)
            {
                return;
            }

            PutWord(result, is64Bit ? 40 : 32, before + added);
            for (int index = 0; index < count; index++)
            {
                int at = (int)(before + added) + (index * step);
                uint kind = Int(result, at + 4);
                bool isLoaded = (Word(result, at + 8) & AllocatedFlag) != 0;
                ulong address = Word(result, at + 8 + WordSize);
                ulong offset = Word(result, at + 8 + (2 * WordSize));
                if (!isLoaded && kind != UnstoredSection && offset >= End)
                {
                    PutWord(result, at + 8 + (2 * WordSize), offset + added);
                }
                else if (isLoaded && (kind == DynamicSection || (kind == StringTableSection && address == stringsAddress)))
                {
                    Place place = kind == DynamicSection ? table : strings;
                    PutWord(result, at + 8 + WordSize, place.Address);
                    PutWord(result, at + 8 + (2 * WordSize), place.Offset);
                    PutWord(result, at + 8 + (3 * WordSize), place.Size);
                }
            }
        }

        private (ulong Table, int Step, int Count) Sections(byte[] bytes) =>
            (Word(bytes, is64Bit ? 40 : 32), Short(bytes, is64Bit ? 58 : 46), Short(bytes, is64Bit ? 60 : 48));

        private bool IsInside(ulong offset, ulong size) => offset <= (ulong)file.Length && size <= (ulong)file.Length - offset;

        private static ulong Up(ulong value) => (value + Step - 1) & ~(Step - 1);

        private int Short(byte[] bytes, int at) =>
            isLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at)) : BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at));

        private uint Int(byte[] bytes, int at) =>
            isLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at)) : BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));

        private ulong Word(byte[] bytes, int at) => !is64Bit ? Int(bytes, at)
            : isLittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at)) : BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(at));

        private void PutWord(byte[] bytes, int at, ulong value)
        {
            Span<byte> place = bytes.AsSpan(at);
            switch (is64Bit, isLittleEndian)
            {
                case (true, true): BinaryPrimitives.WriteUInt64LittleEndian(place, value); break;
                case (true, false): BinaryPrimitives.WriteUInt64BigEndian(place, value); break;
                case (false, true): BinaryPrimitives.WriteUInt32LittleEndian(place, (uint)value); break;
                default: BinaryPrimitives.WriteUInt32BigEndian(place, (uint)value); break;
            }
        }
    }

    private readonly record struct Segment(int HeaderAt, uint Kind, uint Flags, ulong Offset, ulong Address, ulong FileSize, ulong MemorySize);

    private readonly record struct Place(ulong Offset, ulong Address, ulong Size);
}

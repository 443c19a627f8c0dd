using System.Buffers.Binary;
using System.Text;

namespace Nuka.Projects.Discovery.Binaries;

/// <summary>
/// What the dynamic linker reads of an ELF file (System V ABI, chapters 4 and 5): every offset is checked against the file, since the
/// file is anybody's.
/// </summary>
internal sealed class ElfFile
{
    private const int MostEntries = 4096;
    private readonly byte[] bytes;
    private readonly bool wide;
    private readonly bool little;

    private ElfFile(byte[] bytes)
    {
        this.bytes = bytes;
        wide = bytes[4] == 2;
        little = bytes[5] == 1;
    }

    /// <summary>The machine's number (<c>e_machine</c>): 62 is x86-64, 183 AArch64.</summary>
    public int Machine { get; private set; }

    /// <summary>The program interpreter, if it has one.</summary>
    public string? Interpreter { get; private set; }

    /// <summary>Its own name as a library.</summary>
    public string? Soname { get; private set; }

    /// <summary>The libraries it needs.</summary>
    public List<string> Needed { get; } = [];

    /// <summary>Where it looks for them first: RUNPATH or RPATH, one directory each.</summary>
    public List<string> RunPath { get; } = [];

    /// <summary>Reads a file.</summary>
    /// <returns>The file, or <see langword="null"/> if it is not a sound ELF file.</returns>
    public static ElfFile? Read(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (!IsElf(bytes) || bytes.Length < 64 || bytes[4] is not (1 or 2) || bytes[5] is not (1 or 2))
        {
            return null;
        }

        ElfFile file = new(bytes);
        return file.TryRead() ? file : null;
    }

    public static bool IsElf(ReadOnlySpan<byte> bytes) => bytes.StartsWith("\u007FELF"u8);

    /// <summary>Names of libraries among the texts of the file that are not needed at the start: what it may load by name.</summary>
    public IEnumerable<string> LoadedByName()
    {
        HashSet<string> found = new(StringComparer.Ordinal);
        for (int at = bytes.AsSpan().IndexOf(".so."u8); at >= 0;)
        {
            int start = at;
            while (start > 0 && at - start < 100 && IsNameByte(bytes[start - 1]))
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
            if (whole && name.StartsWith("lib", StringComparison.Ordinal) && !name.EndsWith('.') && !Needed.Contains(name) && name != Soname && found.Add(name))
            {
                yield return name;
            }

            int next = bytes.AsSpan(at + 4).IndexOf(".so."u8);
            at = next < 0 ? -1 : at + 4 + next;
        }
    }

    private static bool IsNameByte(byte value) => char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'_' or (byte)'+' or (byte)'.';

    private bool TryRead()
    {
        Machine = Half(18);
        long table = wide ? Word8(32) : Word4(28);
        int size = Half(wide ? 54 : 42);
        int count = Half(wide ? 56 : 44);
        if (size < (wide ? 56 : 32) || count > MostEntries || !Fits(table, (long)size * count))
        {
            return false;
        }

        List<(long Offset, long Address, long Size)> loads = [];
        (long Offset, long Size)? dynamic = null;
        for (int i = 0; i < count; i++)
        {
            long at = table + ((long)i * size);
            long offset = wide ? Word8(at + 8) : Word4(at + 4);
            long address = wide ? Word8(at + 16) : Word4(at + 8);
            long length = wide ? Word8(at + 32) : Word4(at + 16);
            switch (Word4(at))
            {
                case 1 when Fits(offset, length):
                    loads.Add((offset, address, length));
                    break;
                case 2 when Fits(offset, length):
                    dynamic = (offset, length);
                    break;
                case 3 when Fits(offset, length):
                    Interpreter = Text(offset, length);
                    break;
            }
        }

        return dynamic is not { } found || TryReadDynamic(found.Offset, found.Size, loads);
    }

    private bool TryReadDynamic(long offset, long size, List<(long Offset, long Address, long Size)> loads)
    {
        int width = wide ? 16 : 8;
        List<(long Tag, long Value)> entries = [];
        for (long at = offset; at + width <= offset + size && entries.Count < MostEntries; at += width)
        {
            long tag = wide ? Word8(at) : Word4(at);
            if (tag == 0)
            {
                break;
            }

            entries.Add((tag, wide ? Word8(at + 8) : Word4(at + 4)));
        }

        long address = entries.FirstOrDefault(entry => entry.Tag == 5).Value;
        long length = entries.FirstOrDefault(entry => entry.Tag == 10).Value;
        (long Offset, long Address, long Size) load = loads.FirstOrDefault(l => address >= l.Address && address - l.Address < l.Size);
        long strings = address - load.Address + load.Offset;
        if (load.Size == 0 || !Fits(strings, length))
        {
            return entries.TrueForAll(entry => entry.Tag is not (1 or 14 or 15 or 29));
        }

        foreach ((long tag, long value) in entries.Where(entry => entry.Value >= 0 && entry.Value < length))
        {
            Take(tag, Text(strings + value, length - value));
        }

        return true;
    }

    private void Take(long tag, string text)
    {
        switch (tag)
        {
            case 1:
                Needed.Add(text);
                break;
            case 14:
                Soname = text;
                break;
            case 15 or 29:
                RunPath.AddRange(text.Split(':', StringSplitOptions.RemoveEmptyEntries));
                break;
        }
    }

    private string Text(long offset, long limit)
    {
        ReadOnlySpan<byte> span = bytes.AsSpan((int)offset, (int)Math.Min(limit, 4096));
        int end = span.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? span : span[..end]);
    }

    private bool Fits(long offset, long length) => offset >= 0 && length >= 0 && offset <= bytes.Length && length <= bytes.Length - offset;

    private int Half(long at) => little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan((int)at)) : BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan((int)at));

    private long Word4(long at) => little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan((int)at)) : BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan((int)at));

    private long Word8(long at) => little ? BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan((int)at)) : BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan((int)at));
}

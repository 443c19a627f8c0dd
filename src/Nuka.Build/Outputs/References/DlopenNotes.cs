using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Nuka.Formats.Elf;

namespace Nuka.Build.Outputs.References;

/// <summary>
/// What an ELF file says that it loads by itself. Source: the specification "ELF Dlopen Metadata" of the UAPI group: section <c>.note.dlopen</c>, notes
/// of the owner <c>FDO</c> and type 0x407c0c0a, each a JSON array of objects with <c>soname</c> (alternatives in the order of preference) and
/// <c>priority</c> (<c>required</c>, <c>recommended</c>, <c>suggested</c>).
/// </summary>
internal static class DlopenNotes
{
    private const uint NoteType = 0x407c0c0a;
    private const int HeaderBytes = 12;

    /// <summary>Reads them. A note that cannot be read says nothing.</summary>
    /// <param name="file">The whole file.</param>
    internal static IEnumerable<(ImmutableArray<byte[]> SoNames, bool IsOptional)> Read(ReadOnlySpan<byte> file)
    {
        if (ElfSectionTable.TryRead(file)?.Find(".note.dlopen") is not { } section)
        {
            return [];
        }

        bool isLittleEndian = file[5] == 1;
        List<(ImmutableArray<byte[]> SoNames, bool IsOptional)> found = [];
        ReadOnlySpan<byte> rest = section.ContentOf(file);
        while (rest.Length >= HeaderBytes)
        {
            uint nameSize = Int(rest, isLittleEndian);
            uint textSize = Int(rest[4..], isLittleEndian);
            ulong textAt = HeaderBytes + Padded(nameSize);
            if (textAt + Padded(textSize) > (ulong)rest.Length)
            {
                break;
            }

            if (Int(rest[8..], isLittleEndian) == NoteType && rest.Slice(HeaderBytes, (int)nameSize).TrimEnd((byte)0).SequenceEqual("FDO"u8))
            {
                found.AddRange(ReadText(rest.Slice((int)textAt, (int)textSize).TrimEnd((byte)0).ToArray()));
            }

            rest = rest[(int)(textAt + Padded(textSize))..];
        }

        return found;
    }

    private static IEnumerable<(ImmutableArray<byte[]> SoNames, bool IsOptional)> ReadText(byte[] text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return [.. from item in document.RootElement.EnumerateArray()
                       let names = item.GetProperty("soname").EnumerateArray().Select(name => Encoding.UTF8.GetBytes(name.GetString() ?? string.Empty))
                       let isRequired = item.TryGetProperty("priority", out JsonElement priority) && priority.ValueEquals("required"u8)
                       select (ImmutableArray.CreateRange(names.Where(name => name.Length > 0)), !isRequired)];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return [];
        }
    }

    private static uint Int(ReadOnlySpan<byte> bytes, bool isLittleEndian) =>
        isLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);

    private static ulong Padded(uint size) => ((ulong)size + 3) & ~3UL;
}

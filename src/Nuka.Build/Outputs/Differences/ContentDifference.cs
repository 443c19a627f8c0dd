using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Nuka.Content.Archives;
using Nuka.Formats.Elf;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Build.Outputs.Differences;

/// <summary>How two contents differ, by what they are: text, ELF files, static libraries, compressed files; else as bytes.</summary>
internal sealed class ContentDifference
{
    /// <summary>Files in files: a compressed archive of objects is three.</summary>
    private const int DepthLimit = 4;

    private const int ShownLines = 3;
    private const int ShownSections = 6;
    private const int ShownCharacters = 160;
    private const int ShownBytes = 16;
    private const int UnpackedBytes = 64 << 20;
    private const int TextSampleBytes = 8192;

    private readonly ImmutableArray<string>.Builder details = ImmutableArray.CreateBuilder<string>();

    internal ImmutableArray<string> Details => details.ToImmutable();

    /// <summary>Describes the first differences; what stands there goes to <see cref="Details"/>.</summary>
    internal string Describe(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other, int depth)
    {
        if (depth < DepthLimit && (DescribeProgram(one, other) ?? DescribeArchive(one, other, depth) ?? DescribeCompressed(one, other, depth)) is { } known)
        {
            return known;
        }

        if (IsText(one) && IsText(other))
        {
            return DescribeText(one, other);
        }

        int at = one.CommonPrefixLength(other);
        AddBytes(one, other, at);
        return Invariant($"{Sizes(one, other)} that differ from byte {at} on");
    }

    private string DescribeText(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        int at = one.CommonPrefixLength(other);
        int line = one[..at].Count((byte)'\n');
        int begin = one[..at].LastIndexOf((byte)'\n') + 1;
        AddLines("- ", one[begin..]);
        AddLines("+ ", other[begin..]);
        return Invariant($"text that differs from line {line + 1} on");
    }

    private void AddLines(string mark, ReadOnlySpan<byte> text)
    {
        for (int count = 0; count < ShownLines && !text.IsEmpty; count++)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
            details.Add(mark + FileName.Display(line[..Math.Min(line.Length, ShownCharacters)]));
            text = end < 0 ? [] : text[(end + 1)..];
        }
    }

    private string? DescribeProgram(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        if (ElfSectionTable.TryRead(one) is not { Sections.IsEmpty: false } left || ElfSectionTable.TryRead(other) is not { Sections.IsEmpty: false } right)
        {
            return null;
        }

        List<string> names = [];
        Dictionary<string, ElfSection> first = ByName(left);
        Dictionary<string, ElfSection> second = ByName(right);
        foreach (ElfSection section in first.Values)
        {
            if (!second.TryGetValue(section.Name, out ElfSection? same))
            {
                names.Add($"{section.Name} (only in the first)");
            }
            else if (!section.ContentOf(one).SequenceEqual(same.ContentOf(other)))
            {
                names.Add(section.Name);
                if (names.Count == 1)
                {
                    DescribeSection(section, section.ContentOf(one), same.ContentOf(other));
                }
            }
        }

        names.AddRange(second.Keys.Where(name => !first.ContainsKey(name)).Select(name => $"{name} (only in the second)"));
        string shown = string.Join(", ", names.Take(ShownSections)) + (names.Count > ShownSections ? Invariant($" and {names.Count - ShownSections} more") : string.Empty);
        return names.Count == 0 ? "ELF files that differ outside of their sections" : $"ELF files that differ in {shown}";
    }

    /// <summary>The sections in their order; of several with one name the first.</summary>
    private static Dictionary<string, ElfSection> ByName(ElfSectionTable table) =>
        table.Sections.Where(section => section.Kind != 0).DistinctBy(section => section.Name).ToDictionary(section => section.Name, StringComparer.Ordinal);

    private void DescribeSection(ElfSection section, ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        int at = one.CommonPrefixLength(other);
        details.Add(Invariant($"{section.Name}, byte {at} of {one.Length} and {other.Length}:"));
        AddBytes(one, other, at);
    }

    private string? DescribeArchive(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other, int depth)
    {
        if (!one.StartsWith("!<arch>\n"u8) || !other.StartsWith("!<arch>\n"u8))
        {
            return null;
        }

        try
        {
            using ArReader left = new(new MemoryStream(one.ToArray()));
            using ArReader right = new(new MemoryStream(other.ToArray()));
            while (true)
            {
                (ArEntry? a, ArEntry? b) = (left.Next(), right.Next());
                if (a is null || b is null)
                {
                    return a is null && b is null ? "static libraries that differ in the headers of their members only"
                        : $"static libraries; {FileName.Display((a ?? b)!.Name)} is only in the {(a is null ? "second" : "first")}";
                }

                if (!a.Name.AsSpan().SequenceEqual(b.Name))
                {
                    return $"static libraries; where the first has {FileName.Display(a.Name)}, the second has {FileName.Display(b.Name)}";
                }

                (byte[] first, byte[] second) = (ReadAll(a.Content), ReadAll(b.Content));
                if (!first.AsSpan().SequenceEqual(second))
                {
                    return $"static libraries; {FileName.Display(a.Name)}: {Describe(first, second, depth + 1)}";
                }
            }
        }
        catch (NukaException error) when (error.Problem.Code.StartsWith("content/archive-", StringComparison.Ordinal))
        {
            return null;
        }
    }

    private string? DescribeCompressed(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other, int depth)
    {
        CompressionFormat format = Decompression.Sniff(one);
        if (format == CompressionFormat.Stored || Decompression.Sniff(other) != format || Unpack(one) is not { } first || Unpack(other) is not { } second)
        {
            return null;
        }

        if (!first.AsSpan().SequenceEqual(second))
        {
            return $"compressed; {Describe(first, second, depth + 1)}";
        }

        AddBytes(one, other, one.CommonPrefixLength(other));
        return Invariant($"compressed files of the same content that differ from byte {one.CommonPrefixLength(other)} on");
    }

    private static byte[]? Unpack(ReadOnlySpan<byte> packed)
    {
        try
        {
            using Stream unpacked = Decompression.Open(new MemoryStream(packed.ToArray()), limits: new ArchiveLimits { TotalBytes = UnpackedBytes });
            return ReadAll(unpacked);
        }
        catch (NukaException error) when (error.Problem.Code.StartsWith("content/archive-", StringComparison.Ordinal))
        {
            return null;
        }
    }

    private static byte[] ReadAll(Stream content)
    {
        using MemoryStream all = new();
        content.CopyTo(all);
        return all.ToArray();
    }

    private void AddBytes(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other, int at)
    {
        details.Add($"- {Show(one, at)}");
        details.Add($"+ {Show(other, at)}");
    }

    /// <summary>Bytes as numbers, and behind them what of them can be read.</summary>
    private static string Show(ReadOnlySpan<byte> content, int at)
    {
        ReadOnlySpan<byte> shown = content[at..Math.Min(content.Length, at + ShownBytes)];
        StringBuilder text = new();
        foreach (byte value in shown)
        {
            text.Append(value is >= 0x20 and < 0x7F ? (char)value : '.');
        }

        return shown.IsEmpty ? "(the end)" : $"{Convert.ToHexStringLower(shown)}  {text}";
    }

    private static bool IsText(ReadOnlySpan<byte> content) => !content[..Math.Min(content.Length, TextSampleBytes)].Contains((byte)0);

    private static string Sizes(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        one.Length == other.Length ? Invariant($"files of {one.Length} bytes") : Invariant($"files of {one.Length} and {other.Length} bytes");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}

using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Index;

/// <summary>Compiles a Packages file. A stanza that nothing could be fetched by, or whose names are malformed, is left out and counted.</summary>
public sealed class PackageIndexBuilder
{
    private const int NoticeLimit = 3;

    private static readonly SearchValues<byte> NameBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-._"u8);
    private static readonly SearchValues<byte> VersionBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.~:_"u8);

    private readonly TextHeap texts = new();
    private readonly List<PackageRow> rows = [];
    private readonly ImmutableArray<string>.Builder notices = ImmutableArray.CreateBuilder<string>();
    private int skippedCount;

    private PackageIndexBuilder()
    {
    }

    /// <summary>Compiles the text of a Packages file to an index file.</summary>
    /// <param name="packages">The text, unpacked; its bytes must have been verified.</param>
    /// <param name="path">The index file to write; it appears whole or not at all.</param>
    /// <param name="cancellationToken">Stops the work; nothing is left behind.</param>
    /// <returns>How many packages the index has, and what was left out.</returns>
    /// <exception cref="NukaException"><c>graft/index-too-large</c>, <c>graft/bad-index</c>.</exception>
    public static PackageIndexSummary Build(Stream packages, string path, CancellationToken cancellationToken)
    {
        PackageIndexBuilder builder = new();
        StanzaReader reader = new(packages);
        while (reader.TryRead(out ReadOnlySpan<byte> stanza))
        {
            if ((reader.Number & 0xFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            builder.Add(stanza, reader.Number);
        }

        builder.Write(path);
        return new PackageIndexSummary(builder.rows.Count, builder.skippedCount, builder.notices.ToImmutable());
    }

    private void Add(ReadOnlySpan<byte> stanza, int number)
    {
        PackageRow row = new() { Texts = new uint[(int)PackageField.TextCount], Sha256 = [] };
        ReadOnlySpan<byte> rest = stanza;
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<byte> entry = TakeField(ref rest);
            int colon = entry.IndexOf((byte)':');
            if (colon <= 0)
            {
                throw new Problem("graft/bad-index", $"stanza {number} of a Packages file is not made of fields")
                {
                    Hints = ["report it to whoever runs the archive; the others stay usable   try: nuka source list"],
                }.ToException();
            }

            PackageField field = PackageFieldNames.Find(entry[..colon]);
            if (field != PackageField.None)
            {
                Set(ref row, field, entry[(colon + 1)..].Trim(" \t\r\n"u8));
            }
        }

        string? fault = FaultOf(in row);
        if (fault is not null)
        {
            skippedCount++;
            if (notices.Count < NoticeLimit)
            {
                notices.Add($"stanza {number} ({Encoding.UTF8.GetString(texts.Read(row.Texts[0]))}) is left out: {fault}");
            }

            return;
        }

        if (rows.Count == IndexLimits.PackageCountLimit)
        {
            throw new Problem("graft/index-too-large", $"an index holds more than {IndexLimits.PackageCountLimit} packages").ToException();
        }

        rows.Add(row);
    }

    /// <summary>Takes one field with its continuation lines.</summary>
    private static ReadOnlySpan<byte> TakeField(ref ReadOnlySpan<byte> rest)
    {
        int position = 0;
        while (true)
        {
            int newline = rest[position..].IndexOf((byte)'\n');
            position = newline < 0 ? rest.Length : position + newline + 1;
            if (position >= rest.Length || rest[position] is not ((byte)' ' or (byte)'\t'))
            {
                ReadOnlySpan<byte> field = rest[..position];
                rest = rest[position..];
                return field;
            }
        }
    }

    private void Set(ref PackageRow row, PackageField field, ReadOnlySpan<byte> value)
    {
        switch (field)
        {
            case < PackageField.TextCount:
                row.Texts[(int)field] = StoreText(field, value);
                break;
            case PackageField.MultiArch:
                row.Flags |= (uint)ParseMultiArch(value);
                break;
            case PackageField.Essential:
                row.Flags |= IsYes(value) ? PackageRow.EssentialFlag : 0;
                break;
            case PackageField.Protected or PackageField.Important:
                row.Flags |= IsYes(value) ? PackageRow.ProtectedFlag : 0;
                break;
            case PackageField.Priority:
                row.Flags |= (uint)ParsePriority(value) << PackageRow.PriorityShift;
                break;
            case PackageField.Size:
                row.SizeBytes = Utf8Parser.TryParse(value, out ulong size, out int used) && used == value.Length ? size : 0;
                break;
            case PackageField.InstalledSize:
                row.InstalledSizeKibibytes = Utf8Parser.TryParse(value, out ulong installed, out int usedToo) && usedToo == value.Length ? installed : 0;
                break;
            case PackageField.Sha256:
                byte[] digest = new byte[32];
                row.Sha256 = Convert.FromHexString(value, digest, out int read, out int written) == OperationStatus.Done && written == 32 && read == value.Length
                    ? digest : [];
                break;
        }
    }

    private uint StoreText(PackageField field, ReadOnlySpan<byte> value)
    {
        if (field == PackageField.Description)
        {
            int newline = value.IndexOf((byte)'\n');
            return texts.Intern(newline < 0 ? value : value[..newline].TrimEnd(" \t\r"u8));
        }

        if (value.Contains((byte)'\n'))
        {
            byte[] joined = value.ToArray();
            joined.AsSpan().Replace((byte)'\n', (byte)' ');
            return texts.Intern(joined);
        }

        return field == PackageField.Filename ? texts.Add(value) : texts.Intern(value);
    }

    private string? FaultOf(in PackageRow row)
    {
        ReadOnlySpan<byte> name = texts.Read(row.Texts[(int)PackageField.Package]);
        ReadOnlySpan<byte> version = texts.Read(row.Texts[(int)PackageField.Version]);
        ReadOnlySpan<byte> architecture = texts.Read(row.Texts[(int)PackageField.Architecture]);
        ReadOnlySpan<byte> file = texts.Read(row.Texts[(int)PackageField.Filename]);
        return name.IsEmpty || name.ContainsAnyExcept(NameBytes) || name[0] is (byte)'-' or (byte)'.' ? "it has no well-formed Package field"
            : version.IsEmpty || version.ContainsAnyExcept(VersionBytes) ? "it has no well-formed Version field"
            : architecture.IsEmpty || architecture.ContainsAnyExcept(NameBytes) ? "it has no well-formed Architecture field"
            : row.Sha256.Length == 0 ? "it has no SHA256 field"
            : row.SizeBytes is 0 or > long.MaxValue ? "it has no Size field"
            : !IsPlainPath(file) ? "its Filename field is not a path below the archive"
            : null;
    }

    /// <summary>Whether a path has only components that go down: what a server is asked for never leaves the archive's own directory.</summary>
    private static bool IsPlainPath(ReadOnlySpan<byte> path)
    {
        if (path.IsEmpty || path[0] == (byte)'/' || path.ContainsAnyInRange((byte)0, (byte)31) || path.ContainsAny("?#\\"u8))
        {
            return false;
        }

        foreach (Range part in path.Split((byte)'/'))
        {
            if (path[part].SequenceEqual(".."u8))
            {
                return false;
            }
        }

        return true;
    }

    private void Write(string path)
    {
        uint[] order = new uint[rows.Count];
        for (uint index = 0; index < order.Length; index++)
        {
            order[index] = index;
        }

        Array.Sort(order, CompareRows);
        byte[] table = new byte[(long)rows.Count * PackageRow.Size];
        List<(uint, uint)> names = [];
        List<(uint, uint)> digests = [];
        List<ProvidedName> provided = [];
        for (int index = 0; index < order.Length; index++)
        {
            PackageRow row = rows[(int)order[index]];
            row.Write(table.AsSpan(index * PackageRow.Size, PackageRow.Size));
            digests.Add((BinaryPrimitives.ReadUInt32LittleEndian(row.Sha256), (uint)index));
            if (index == 0 || rows[(int)order[index - 1]].Texts[0] != row.Texts[0])
            {
                names.Add((KeyTable.Hash(texts.Read(row.Texts[0])), (uint)index));
            }

            ProvidedName.Parse(texts, row.Texts[(int)PackageField.Provides], (uint)index, provided);
        }

        byte[] providedRows = ProvidedName.Write(texts, provided, out byte[] providedTable);
        IndexFileWriter.Write(
            path, PackageIndexFile.Magic, table, texts.Bytes, KeyTable.Build(names), providedRows, providedTable, KeyTable.Build(digests));
    }

    private int CompareRows(uint left, uint right)
    {
        uint leftName = rows[(int)left].Texts[0];
        uint rightName = rows[(int)right].Texts[0];
        int order = leftName == rightName ? 0 : texts.Read(leftName).SequenceCompareTo(texts.Read(rightName));
        return order != 0 ? order : left.CompareTo(right);
    }

    private static bool IsYes(ReadOnlySpan<byte> value) => Ascii.EqualsIgnoreCase(value, "yes"u8);

    private static MultiArch ParseMultiArch(ReadOnlySpan<byte> value) =>
        value.SequenceEqual("same"u8) ? MultiArch.Same
        : value.SequenceEqual("foreign"u8) ? MultiArch.Foreign
        : value.SequenceEqual("allowed"u8) ? MultiArch.Allowed
        : MultiArch.No;

    private static PackagePriority ParsePriority(ReadOnlySpan<byte> value) =>
        value.SequenceEqual("required"u8) ? PackagePriority.Required
        : value.SequenceEqual("important"u8) ? PackagePriority.Important
        : value.SequenceEqual("standard"u8) ? PackagePriority.Standard
        : value.SequenceEqual("optional"u8) ? PackagePriority.Optional
        : value.SequenceEqual("extra"u8) ? PackagePriority.Extra
        : PackagePriority.Unknown;
}

using System.Text;
using Nuka.Content.Archives;
using Nuka.Platform.Errors;

namespace Nuka.Content.Tests.Archives;

public sealed class TarReaderTests
{
    private static readonly Dictionary<string, (Func<byte[]> Archive, string Code)> Bad = new()
    {
        ["empty"] = (() => [], "content/archive-truncated"),
        ["a part of a header"] = (() => new TarBlocks().Add("a").End()[..300], "content/archive-truncated"),
        ["no end mark"] = (() => new TarBlocks().Add("a", content: "text").Unfinished(), "content/archive-truncated"),
        ["cut in the content"] = (() => new TarBlocks().Add("a", content: "text").Unfinished()[..514], "content/archive-truncated"),
        ["cut in the padding"] = (() => new TarBlocks().Add("a", content: "text").Unfinished()[..1000], "content/archive-truncated"),
        ["rubbish behind the end"] = (() => [.. new TarBlocks().Add("a").End(), 1], "content/archive-trailing"),
        ["an archive behind the end"] = (() => [.. new TarBlocks().Add("a").End(), .. new TarBlocks().Add("b").End()], "content/archive-trailing"),
        ["wrong checksum"] = (() => new TarBlocks().Add("a", change: header => TarBlocks.Put(header, 148, "000123\0 ")).End(), "content/archive-corrupt"),
        ["checksum no number"] = (() => new TarBlocks().Add("a", change: header => TarBlocks.Put(header, 148, "xx")).End(), "content/archive-corrupt"),
        ["size no number"] = (() => new TarBlocks().Add("a", change: header => TarBlocks.Put(header, 124, "0000000000z")).End(), "content/archive-corrupt"),
        ["negative size"] = (() => new TarBlocks().Add("a", change: header => header.AsSpan(124, 12).Fill(0xFF)).End(), "content/archive-corrupt"),
        ["size beyond 63 bits"] = (() => new TarBlocks().Add("a", change: header => HugeSize(header)).End(), "content/archive-corrupt"),
        ["size of exabytes"] = (() => new TarBlocks().Add("a", change: header => HugeSize(header, 0x10)).End(), "content/archive-truncated"),
        ["mode no number"] = (() => new TarBlocks().Add("a", change: header => TarBlocks.Put(header, 100, "rwxr-x")).End(), "content/archive-corrupt"),
        ["no path"] = (() => new TarBlocks().Add("").End(), "content/archive-corrupt"),
        ["link to nothing"] = (() => new TarBlocks().Add("a", '2').End(), "content/archive-corrupt"),
        ["hard link to nothing"] = (() => new TarBlocks().Add("a", '1').End(), "content/archive-corrupt"),
        ["directory with content"] = (() => new TarBlocks().Add("a", '5', "text").End(), "content/archive-corrupt"),
        ["link with content"] = (() => new TarBlocks().Add("a", '2', "text", "b").End(), "content/archive-corrupt"),
        ["hard link with content"] = (() => new TarBlocks().Add("a", '1', "text", "b").End(), "content/archive-corrupt"),
        ["GNU sparse"] = (() => new TarBlocks().Add("a", 'S').End(), "content/archive-unsupported"),
        ["pax sparse"] = (() => new TarBlocks().Pax("GNU.sparse.major=1").Add("a").End(), "content/archive-unsupported"),
        ["volume"] = (() => new TarBlocks().Add("a", 'V').End(), "content/archive-unsupported"),
        ["multi-volume"] = (() => new TarBlocks().Add("a", 'M').End(), "content/archive-unsupported"),
        ["incremental"] = (() => new TarBlocks().Add("a", 'D').End(), "content/archive-unsupported"),
        ["unknown kind"] = (() => new TarBlocks().Add("a", 'Q').End(), "content/archive-unsupported"),
        ["pax without an entry"] = (() => new TarBlocks().Pax("path=b").End(), "content/archive-corrupt"),
        ["long name without an entry"] = (() => new TarBlocks().Add("L", 'L', "name").End(), "content/archive-corrupt"),
        ["two pax headers"] = (() => new TarBlocks().Pax("path=b").Pax("path=c").Add("a").End(), "content/archive-corrupt"),
        ["two long names"] = (() => new TarBlocks().Add("L", 'L', "b").Add("L", 'L', "c").Add("a").End(), "content/archive-corrupt"),
        ["two long targets"] = (() => new TarBlocks().Add("L", 'K', "b").Add("L", 'K', "c").Add("a").End(), "content/archive-corrupt"),
        ["empty long name"] = (() => new TarBlocks().Add("L", 'L', "").Add("a").End(), "content/archive-corrupt"),
        ["pax length 0"] = (() => new TarBlocks().Add("p", 'x', "0 path=b\n").Add("a").End(), "content/archive-corrupt"),
        ["pax length too long"] = (() => new TarBlocks().Add("p", 'x', "11 path=b\n").Add("a").End(), "content/archive-corrupt"),
        ["pax length too short"] = (() => new TarBlocks().Add("p", 'x', "8 path=b\n").Add("a").End(), "content/archive-corrupt"),
        ["pax length negative"] = (() => new TarBlocks().Add("p", 'x', "-9 path=b\n").Add("a").End(), "content/archive-corrupt"),
        ["pax without ="] = (() => new TarBlocks().Add("p", 'x', "9 pathb\n\n").Add("a").End(), "content/archive-corrupt"),
        ["pax without key"] = (() => new TarBlocks().Pax("=b").Add("a").End(), "content/archive-corrupt"),
        ["pax path empty"] = (() => new TarBlocks().Pax("path=").Add("a").End(), "content/archive-corrupt"),
        ["pax path with NUL"] = (() => new TarBlocks().Pax("path=b\0c").Add("a").End(), "content/archive-corrupt"),
        ["pax size negative"] = (() => new TarBlocks().Pax("size=-1").Add("a").End(), "content/archive-corrupt"),
        ["pax size no number"] = (() => new TarBlocks().Pax("size=1x").Add("a").End(), "content/archive-corrupt"),
        ["pax size empty"] = (() => new TarBlocks().Pax("size=").Add("a").End(), "content/archive-corrupt"),
        ["pax size greater than the archive"] = (() => new TarBlocks().Pax("size=9223372036854775807").Add("a").End(), "content/archive-truncated"),
        ["pax size of a directory"] = (() => new TarBlocks().Pax("size=4").Add("a", '5').End(), "content/archive-corrupt"),
        ["global path"] = (() => new TarBlocks().Add("g", 'g', TarBlocks.Record("path=b")).Add("a").End(), "content/archive-unsupported"),
        ["path too long"] = (() => new TarBlocks().Pax("path=" + new string('x', 4096)).Add("a").End(), "content/archive-limit"),
        ["target too long"] = (() => new TarBlocks().Pax("linkpath=" + new string('x', 4096)).Add("a", '2').End(), "content/archive-limit"),
        ["header of 2 MiB"] = (() => new TarBlocks().Add("p", 'x', new string('x', 2 << 20)).Add("a").End(), "content/archive-limit"),
    };

    public static TheoryData<string> BadNames => [.. Bad.Keys];

    [Theory, MemberData(nameof(BadNames))]
    public void A_bad_archive_is_refused_by_name(string name) =>
        Assert.Equal(Bad[name].Code, Assert.Throws<NukaException>(() => ReadAll(Bad[name].Archive())).Problem.Code);

    [Theory]
    [InlineData("ustar\0" + "00", "dir/name")]
    [InlineData("ustar  \0", "name")]
    [InlineData("", "name")]
    public void Only_posix_archives_have_a_prefix(string magic, string expected)
    {
        byte[] archive = new TarBlocks().Add("name", magic: magic, change: header => TarBlocks.Put(header, 345, "dir")).End();
        Assert.Equal([$"File {expected} 644 {Hex("")}"], ReadAll(archive));
    }

    [Fact]
    public void Archives_of_old_are_read()
    {
        byte[] archive = new TarBlocks().Add("dir/", '\0', magic: "").Add("dir/file", '\0', "text", magic: "").Add("dir/2", '1', target: "dir/file", magic: "").End();
        Assert.Equal(["Directory dir/ 644", $"File dir/file 644 {Hex("text")}", "HardLink dir/2 644 -> dir/file"], ReadAll(archive));
    }

    [Fact]
    public void Names_that_are_not_UTF_8_stay_as_they_are()
    {
        byte[] archive = new TarBlocks().Add("a\u00ff").Pax("path=b\u00fe/c").Add("x").End();
        Assert.Equal([$"File a\u00ff 644 {Hex("")}", $"File b\u00fe/c 644 {Hex("")}"], ReadAll(archive));
    }

    [Fact]
    public void Extended_headers_count_for_one_entry_only()
    {
        byte[] archive = new TarBlocks().Pax("path=long", "mtime=1.5", "comment=x").Add("a").Add("b")
            .Add("g", 'g', TarBlocks.Record("comment=0123")).Add("L", 'L', "c\0").Add("K", 'K', "target\0").Add("x", '2', target: "y").Add("d").End();
        Assert.Equal([$"File long 644 {Hex("")}", $"File b 644 {Hex("")}", "Symlink c 644 -> target", $"File d 644 {Hex("")}"], ReadAll(archive));
    }

    [Fact]
    public void Devices_and_pipes_are_told_apart()
    {
        byte[] archive = new TarBlocks().Add("c", '3').Add("b", '4').Add("p", '6').End();
        Assert.Equal(["CharacterDevice c 644", "BlockDevice b 644", "Pipe p 644"], ReadAll(archive));
    }

    [Fact]
    public void Set_id_bits_are_told()
    {
        byte[] archive = new TarBlocks().Add("su", change: header => TarBlocks.Put(header, 100, "0104755\0")).End();
        Assert.Equal([$"File su 4755 {Hex("")}"], ReadAll(archive));
    }

    [Fact]
    public void Content_of_an_entry_that_was_passed_cannot_be_read()
    {
        using TarReader reader = new(new MemoryStream(new TarBlocks().Add("a", content: "text").Add("b").End()));
        TarEntry first = reader.Next()!;
        reader.Next();
        Assert.Throws<InvalidOperationException>(() => first.Content.ReadByte());
    }

    [Fact]
    public void Too_many_entries_are_refused_by_the_limits_name()
    {
        byte[] archive = new TarBlocks().Add("a").Add("b").Add("c").End();
        using TarReader reader = new(new MemoryStream(archive), ArchiveLimits.Package with { EntryCount = 2 });
        reader.Next();
        reader.Next();
        Assert.Contains("EntryCount", Assert.Throws<NukaException>(() => reader.Next()).Problem.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_size_in_base_256_is_read()
    {
        byte[] archive = new TarBlocks().Add("a", content: "text", change: header =>
        {
            header.AsSpan(124, 12).Clear();
            header[124] = 0x80;
            header[135] = 4;
        }).End();
        Assert.Equal([$"File a 644 {Hex("text")}"], ReadAll(archive));
    }

    /// <summary>Reads a whole archive to one line an entry.</summary>
    internal static List<string> ReadAll(byte[] archive)
    {
        List<string> lines = [];
        using TarReader reader = new(new MemoryStream(archive));
        while (reader.Next() is { } entry)
        {
            using MemoryStream content = new();
            entry.Content.CopyTo(content);
            Assert.Equal(entry.SizeBytes, content.Length);
            string rest = entry.Kind switch
            {
                TarEntryKind.File => " " + Convert.ToHexStringLower(content.ToArray()),
                TarEntryKind.Symlink or TarEntryKind.HardLink => " -> " + Encoding.Latin1.GetString(entry.LinkTarget),
                _ => "",
            };
            lines.Add($"{entry.Kind} {Encoding.Latin1.GetString(entry.Path)} {Convert.ToString(entry.Mode, 8)}{rest}");
        }

        Assert.Null(reader.Next());
        return lines;
    }

    private static string Hex(string content) => Convert.ToHexStringLower(Encoding.Latin1.GetBytes(content));

    private static void HugeSize(byte[] header, byte first = 0x80)
    {
        header.AsSpan(124, 12).Clear();
        header[124] = 0x80;
        header[128] = first;
    }
}

using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Nuka.Content.Archives;
using Nuka.Platform.Errors;

namespace Nuka.Content.Tests.Archives;

public sealed class ZipReaderTests
{
    [Fact]
    public void What_the_systems_zip_packs_is_read_with_its_modes_and_links()
    {
        using TemporaryDirectory directory = new();
        Directory.CreateDirectory(Path.Combine(directory.Path, "top/deep"));
        File.WriteAllText(Path.Combine(directory.Path, "top/deep/text"), new string('x', 100_000));
        File.WriteAllText(Path.Combine(directory.Path, "top/run"), "#!/bin/sh\n");
        File.CreateSymbolicLink(Path.Combine(directory.Path, "top/link"), "deep/text");
        ForeignTool.Run(directory.Path, "chmod", ["755", "top/run"]);
        foreach (string[] options in (string[][])[["-qry"], ["-qry0"], ["-qryX"]])
        {
            ForeignTool.Run(directory.Path, "zip", [.. options, "a.zip", "top"]);
            Assert.Equal(
                ["top/ d", "top/deep/ d", "top/deep/text f 100000", "top/link l deep/text", "top/run x 10"],
                List(File.ReadAllBytes(Path.Combine(directory.Path, "a.zip"))).Order(StringComparer.Ordinal));
            File.Delete(Path.Combine(directory.Path, "a.zip"));
        }
    }

    [Fact]
    public void What_the_base_library_packs_is_read()
    {
        foreach (int size in new[] { 0, 1, 5_000, 300_000 })
        {
            byte[] content = new byte[size];
            new Random(size).NextBytes(content.AsSpan(0, size / 2));
            byte[] archive = Pack(("ünder", content), ("b/c", []));
            using ZipReader reader = new(new MemoryStream(archive));
            Assert.Equal(["ünder", "b/c"], reader.Entries.Select(entry => Encoding.UTF8.GetString(entry.Path)));
            Assert.Equal(content, Content(reader, reader.Entries[0]));
        }
    }

    [Fact]
    public void An_archive_from_a_pipe_has_its_sizes_behind_its_entries_and_is_read()
    {
        using TemporaryDirectory directory = new();
        byte[] archive = ForeignTool.Run(directory.Path, "zip", ["-q", "-", "-"], Encoding.ASCII.GetBytes(new string('y', 5000)));
        Assert.Equal(8, archive[6] & 8);
        Assert.Equal(["- f 5000"], List(archive));
    }

    [Fact]
    public void A_large_archive_has_its_end_twice_and_is_read()
    {
        byte[] archive = Large(Pack(("a", [1, 2, 3])));
        Assert.Equal(["a f 3"], List(archive));
        archive[^50] ^= 1; // in the second end
        Assert.StartsWith("content/archive-", Refusal(archive).Code, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("tier", "sample")]
    public void A_changed_byte_never_yields_other_content()
    {
        byte[] archive = Pack(("a", Encoding.ASCII.GetBytes(new string('a', 300))), ("b", [1, 2, 3]));
        List<string> before = List(archive, withContent: true);
        Random random = new(20261122);
        for (int round = 0; round < 3000; round++)
        {
            byte[] changed = [.. archive];
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                // Times, versions and modes may change; names are not summed, but stand twice.
                Assert.Equal(before, List(changed, withContent: true));
            }
            catch (NukaException refusal)
            {
                Assert.StartsWith("content/archive-", refusal.Problem.Code, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void An_archive_cut_anywhere_or_with_more_around_it_is_refused()
    {
        byte[] archive = Pack(("a", [1, 2, 3]), ("b", [4]));
        for (int length = 0; length < archive.Length; length++)
        {
            Assert.StartsWith("content/archive-", Refusal(archive[..length]).Code, StringComparison.Ordinal);
        }

        Assert.StartsWith("content/archive-", Refusal([.. archive, 0]).Code, StringComparison.Ordinal);
        Assert.StartsWith("content/archive-", Refusal([0, .. archive]).Code, StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_that_share_bytes_are_refused()
    {
        byte[] archive = Pack(("a", new byte[50]), ("b", new byte[50]));
        int second = archive.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(archive.AsSpan(second + 42), 0);
        Assert.Contains("overlap", Refusal(archive).Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_with_two_names_is_refused()
    {
        byte[] archive = Pack(("name", [1]));
        archive[archive.AsSpan().LastIndexOf("name"u8)] = (byte)'g';
        Assert.Contains("otherwise", Refusal(archive).Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Encrypted_entries_are_refused()
    {
        using TemporaryDirectory directory = new();
        File.WriteAllText(Path.Combine(directory.Path, "a"), "secret");
        ForeignTool.Run(directory.Path, "zip", ["-q", "-P", "word", "a.zip", "a"]);
        Assert.Equal("content/archive-unsupported", Refusal(File.ReadAllBytes(Path.Combine(directory.Path, "a.zip"))).Code);
    }

    [Fact]
    public void Limits_are_looked_at_before_anything_is_unpacked()
    {
        byte[] archive = Pack(("a", new byte[1 << 20]), ("b", new byte[1 << 20]));
        ArchiveLimits limits = ArchiveLimits.Package with { RatioFreeBytes = 1 << 20 };
        Assert.Contains("Ratio", Refusal(archive, limits with { Ratio = 100 }).Reasons[0], StringComparison.Ordinal);
        Assert.Contains("TotalBytes", Refusal(archive, limits with { TotalBytes = 2_000_000 }).Reasons[0], StringComparison.Ordinal);
        Assert.Contains("EntryCount", Refusal(archive, limits with { EntryCount = 1 }).Reasons[0], StringComparison.Ordinal);
        Assert.Contains("PathBytes", Refusal(Pack((new string('p', 200), [])), limits with { PathBytes = 100 }).Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_that_is_longer_than_it_says_is_an_error_and_not_cut()
    {
        byte[] archive = Pack(("a", new byte[100]));
        int directory = archive.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(archive.AsSpan(directory + 24), 50);
        Assert.Equal("content/archive-corrupt", Refusal(archive).Code);
    }

    /// <summary>An archive as one line an entry.</summary>
    private static List<string> List(byte[] archive, bool withContent = false)
    {
        using ZipReader reader = new(new MemoryStream(archive));
        List<string> lines = [];
        foreach (ZipEntry entry in reader.Entries)
        {
            byte[] content = Content(reader, entry);
            Assert.Equal(entry.SizeBytes, content.Length);
            string path = Encoding.UTF8.GetString(entry.Path);
            lines.Add(withContent ? $"{path} {Convert.ToHexStringLower(content)}"
                : entry.IsDirectory ? $"{path} d" : entry.IsSymlink ? $"{path} l {Encoding.UTF8.GetString(content)}"
                : $"{path} {((entry.UnixMode & 0x49) != 0 ? 'x' : 'f')} {content.Length}");
        }

        return lines;
    }

    private static byte[] Content(ZipReader reader, ZipEntry entry)
    {
        using Stream stream = reader.Open(entry);
        using MemoryStream content = new();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private static Problem Refusal(byte[] archive, ArchiveLimits? limits = null) => Assert.Throws<NukaException>(() =>
    {
        using ZipReader reader = new(new MemoryStream(archive), limits);
        foreach (ZipEntry entry in reader.Entries)
        {
            Content(reader, entry);
        }
    }).Problem;

    private static byte[] Pack(params (string Name, byte[] Content)[] files)
    {
        using MemoryStream packed = new();
        using (ZipArchive archive = new(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in files)
            {
                using Stream entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return packed.ToArray();
    }

    /// <summary>Gives a small archive the end of a large one (APPNOTE 4.3.14 to 4.3.16).</summary>
    private static byte[] Large(byte[] archive)
    {
        ReadOnlySpan<byte> end = archive.AsSpan(^22..);
        byte[] large = new byte[56 + 20];
        "PK\u0006\u0006"u8.CopyTo(large);
        BinaryPrimitives.WriteInt64LittleEndian(large.AsSpan(4), 44);
        BinaryPrimitives.WriteInt64LittleEndian(large.AsSpan(24), BinaryPrimitives.ReadUInt16LittleEndian(end[10..]));
        BinaryPrimitives.WriteInt64LittleEndian(large.AsSpan(32), BinaryPrimitives.ReadUInt16LittleEndian(end[10..]));
        BinaryPrimitives.WriteInt64LittleEndian(large.AsSpan(40), BinaryPrimitives.ReadUInt32LittleEndian(end[12..]));
        BinaryPrimitives.WriteInt64LittleEndian(large.AsSpan(48), BinaryPrimitives.ReadUInt32LittleEndian(end[16..]));
        "PK\u0006\u0007"u8.CopyTo(large.AsSpan(56));
        BinaryPrimitives.WriteInt64LittleEndian(large.AsSpan(64), archive.Length - 22);
        BinaryPrimitives.WriteInt32LittleEndian(large.AsSpan(72), 1);
        byte[] small = end.ToArray();
        small.AsSpan(8, 12).Fill(0xFF);
        return [.. archive.AsSpan(..^22), .. large, .. small];
    }
}

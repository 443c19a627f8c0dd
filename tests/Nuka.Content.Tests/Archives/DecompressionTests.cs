using Nuka.Content.Archives;
using Nuka.Platform.Errors;

namespace Nuka.Content.Tests.Archives;

public sealed class DecompressionTests
{
    public static TheoryData<string> Programs => ["gzip", "xz", "zstd", "bzip2", "lzip"];

    [Theory, MemberData(nameof(Programs))]
    public void What_the_system_compressed_is_read_whatever_the_pieces(string program)
    {
        foreach (int size in new[] { 0, 1, 100, 70_000, 1_000_000 })
        {
            byte[] content = Content(size);
            byte[] compressed = ForeignTool.Compress(program, content);
            Assert.Equal(content, Unpack(new MemoryStream(compressed)));
            if (size < 100_000)
            {
                Assert.Equal(content, Unpack(new TrickleStream(compressed, 3)));
            }
        }
    }

    [Theory, MemberData(nameof(Programs))]
    public void Files_joined_one_after_the_other_are_read_as_one(string program)
    {
        byte[] first = ForeignTool.Compress(program, Content(50_000));
        byte[] second = ForeignTool.Compress(program, Content(7));
        byte[] nothing = ForeignTool.Compress(program, []);
        Assert.Equal([.. Content(50_000), .. Content(7)], Unpack(new MemoryStream([.. first, .. nothing, .. second])));
    }

    [Theory, MemberData(nameof(Programs))]
    public void A_file_cut_anywhere_is_an_error(string program)
    {
        byte[] compressed = ForeignTool.Compress(program, Content(3000));
        for (int length = 0; length < compressed.Length; length += 1 + (length / 50))
        {
            string code = Code(compressed[..length]);
            Assert.True(code is "content/archive-truncated" or "content/archive-format", $"{length} of {compressed.Length}: {code}");
        }

        for (int length = 1; length < compressed.Length; length += 1 + (length / 20))
        {
            string code = Code([.. compressed, .. compressed[..length]]);
            Assert.True(code is "content/archive-truncated" or "content/archive-trailing", $"second, {length} of {compressed.Length}: {code}");
        }
    }

    [Theory, MemberData(nameof(Programs))]
    public void Rubbish_behind_the_end_is_an_error(string program)
    {
        byte[] compressed = ForeignTool.Compress(program, Content(3000));
        foreach (byte[] rubbish in new byte[][] { [1], [0], [1, 2, 3, 4, 5, 6, 7, 8, 9], new byte[1021], [0x1F], [0xFD] })
        {
            Assert.Equal("content/archive-trailing", Code([.. compressed, .. rubbish]));
        }
    }

    [Fact]
    public void Xz_streams_may_be_followed_by_zeros_four_at_a_time()
    {
        byte[] compressed = ForeignTool.Compress("xz", Content(300));
        Assert.Equal(Content(300), Unpack(new MemoryStream([.. compressed, .. new byte[1024]])));
        Assert.Equal([.. Content(300), .. Content(300)], Unpack(new MemoryStream([.. compressed, .. new byte[4], .. compressed, .. new byte[8]])));
    }

    [Theory, MemberData(nameof(Programs))]
    [Trait("tier", "sample")]
    public void A_changed_byte_never_yields_other_content(string program)
    {
        byte[] content = Content(4000);
        byte[] compressed = ForeignTool.Compress(program, content, program == "zstd" ? ["--check"] : []);
        Random random = new(20261121);
        int refused = 0;
        for (int round = 0; round < 400; round++)
        {
            byte[] changed = [.. compressed];
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                // Bits that mean nothing (the time in a gzip header) may change; what comes out may not.
                Assert.Equal(content, Unpack(new MemoryStream(changed)));
            }
            catch (NukaException refusal)
            {
                Assert.StartsWith("content/archive-", refusal.Problem.Code, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.True(refused > 300, $"{refused} refused");
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello, this is no archive")]
    [InlineData("\u001f")]
    public void What_is_none_of_the_formats_is_refused(string text) =>
        Assert.Equal("content/archive-format", Code(System.Text.Encoding.Latin1.GetBytes(text)));

    [Fact]
    public void A_stated_format_that_is_another_is_refused()
    {
        byte[] compressed = ForeignTool.Compress("gzip", Content(10));
        NukaException refusal = Assert.Throws<NukaException>(() => Unpack(new MemoryStream(compressed), CompressionFormat.Xz));
        Assert.Equal("content/archive-format", refusal.Problem.Code);
    }

    [Fact]
    public void Stored_bytes_pass_unchanged() =>
        Assert.Equal(Content(500), Unpack(new MemoryStream(Content(500)), CompressionFormat.Stored));

    [Theory, MemberData(nameof(Programs))]
    [Trait("tier", "sample")]
    public void A_bomb_is_refused_by_its_ratio(string program)
    {
        ArchiveLimits limits = ArchiveLimits.Package with { RatioFreeBytes = 1 << 20, Ratio = 500 };
        byte[] bomb = ForeignTool.Compress(program, new byte[20 << 20], "-9");
        Problem problem = Assert.Throws<NukaException>(() => Unpack(new MemoryStream(bomb), CompressionFormat.Detect, limits)).Problem;
        Assert.Equal("content/archive-limit", problem.Code);
        Assert.Contains("Ratio", problem.Reasons[0], StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Programs))]
    public void The_total_is_limited_even_for_stored_bytes(string program)
    {
        ArchiveLimits limits = ArchiveLimits.Package with { TotalBytes = 9_999 };
        byte[] compressed = ForeignTool.Compress(program, Content(10_000));
        Assert.Equal("content/archive-limit", Assert.Throws<NukaException>(
            () => Unpack(new MemoryStream(compressed), CompressionFormat.Detect, limits)).Problem.Code);
        Assert.Equal("content/archive-limit", Assert.Throws<NukaException>(
            () => Unpack(new MemoryStream(Content(10_000)), CompressionFormat.Stored, limits)).Problem.Code);
    }

    [Theory]
    [InlineData("xz", "--lzma2=dict=64MiB")]
    [InlineData("zstd", "--long=27")]
    [Trait("tier", "sample")]
    public void A_decoder_that_needs_too_much_memory_is_refused(string program, string option)
    {
        // A file that does not say its size needs its whole window.
        byte[] compressed = ForeignTool.Compress(program, Content(2 << 20), option);
        ArchiveLimits small = ArchiveLimits.Package with { DecoderMemoryBytes = 4 << 20 };
        Problem problem = Assert.Throws<NukaException>(() => Unpack(new MemoryStream(compressed), CompressionFormat.Detect, small)).Problem;
        Assert.Equal("content/archive-limit", problem.Code);
        Assert.Contains("DecoderMemoryBytes", problem.Reasons[0], StringComparison.Ordinal);
        Assert.Equal(Content(2 << 20), Unpack(new MemoryStream(compressed)));
    }

    private static string Code(byte[] compressed) =>
        Assert.Throws<NukaException>(() => Unpack(new MemoryStream(compressed))).Problem.Code;

    private static byte[] Unpack(Stream compressed, CompressionFormat format = CompressionFormat.Detect, ArchiveLimits? limits = null)
    {
        using Stream stream = Decompression.Open(compressed, format, limits);
        using MemoryStream content = new();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private static byte[] Content(int size)
    {
        // Half random, half repeating: every kind of block occurs.
        byte[] content = new byte[size];
        new Random(size).NextBytes(content.AsSpan(0, size / 2));
        for (int index = size / 2; index < size; index++)
        {
            content[index] = (byte)(index % 7);
        }

        return content;
    }
}

using FsCheck;
using FsCheck.Fluent;
using Nuka.Content.Hashing;
using Nuka.Content.Ranges;
using Nuka.Platform.Errors;

namespace Nuka.Content.Tests.Ranges;

public sealed class BaoTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(5000)]
    public void Every_flipped_byte_of_an_encoding_is_caught(int length)
    {
        byte[] encoding = BaoEncoder.Encode(BaoInput.Of(length), out Digest root);
        for (int place = 0; place < encoding.Length; place++)
        {
            byte[] changed = [.. encoding];
            changed[place] ^= (byte)(1 << (place % 8));
            Assert.Throws<NukaException>(() => Drain(BaoStream.OfEncoding(new MemoryStream(changed), root)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3000)]
    public void Every_truncation_of_an_encoding_is_refused_by_name(int length)
    {
        byte[] encoding = BaoEncoder.Encode(BaoInput.Of(length), out Digest root);
        for (int kept = 0; kept < encoding.Length; kept++)
        {
            NukaException error = Assert.Throws<NukaException>(() => Drain(BaoStream.OfEncoding(new MemoryStream(encoding, 0, kept), root)));
            Assert.Equal("content/truncated", error.Problem.Code);
        }
    }

    [Fact]
    public void Nothing_unproven_is_handed_out_before_the_refusal()
    {
        byte[] input = BaoInput.Of(10_000);
        byte[] encoding = BaoEncoder.Encode(input, out Digest root);
        for (int place = 8; place < encoding.Length; place += 97)
        {
            byte[] changed = [.. encoding];
            changed[place] ^= 0x80;
            using BaoStream stream = BaoStream.OfEncoding(new MemoryStream(changed), root);
            List<byte> released = [];
            Assert.Throws<NukaException>(() =>
            {
                byte[] buffer = new byte[333];
                for (int read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
                {
                    released.AddRange(buffer[..read]);
                }
            });
            Assert.Equal(input.AsSpan(0, released.Count).ToArray(), released);
            Assert.Throws<NukaException>(() => stream.ReadByte());
        }
    }

    [Fact]
    [Trait("tier", "sample")]
    public void Any_range_of_any_content_comes_back_from_its_slice_and_from_its_outboard() =>
        Prop.ForAll(
            Gen.Choose(0, 40_000).ToArbitrary(),
            Gen.Choose(0, 45_000).ToArbitrary(),
            Gen.Choose(0, 45_000).ToArbitrary(),
            (length, start, count) =>
            {
                byte[] input = BaoInput.Of(length);
                byte[] expected = [.. input.Skip(start).Take(count)];
                BaoOutboard outboard = BaoOutboard.Create(new MemoryStream(input));
                Assert.Equal(BaoOutboard.Create(input).Encoding.ToArray(), outboard.Encoding.ToArray());
                Assert.Equal(Blake3.Hash(input), outboard.Root);
                using MemoryStream slice = new();
                BaoSlice.Extract(outboard, new MemoryStream(input), (ulong)start, (ulong)count, slice);
                slice.Position = 0;
                Assert.Equal(expected, Drain(BaoStream.OfSlice(slice, outboard.Root, (ulong)start, (ulong)count)));
                Assert.Equal(slice.Length, slice.Position);
                Assert.Equal(expected, Drain(BaoStream.OfOutboard(outboard, new MemoryStream(input), (ulong)start, (ulong)count)));
                Assert.Equal(BaoEncoder.Encode(input, out _), Encoded(outboard, input));
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Theory]
    [InlineData(131_071)]
    [InlineData(131_072)]
    [InlineData(131_073)]
    [InlineData(262_144)]
    [InlineData(300_000)]
    public void A_stream_and_bytes_in_memory_have_one_outboard_at_every_edge(int length)
    {
        byte[] input = BaoInput.Of(length);
        BaoOutboard outboard = BaoOutboard.Create(new MemoryStream(input));
        Assert.Equal(Blake3.Hash(input), outboard.Root);
        Assert.Equal(BaoOutboard.Create(input).Encoding.ToArray(), outboard.Encoding.ToArray());
        Assert.Equal(input, Drain(BaoStream.OfOutboard(BaoOutboard.Read(outboard.Encoding.Span, outboard.Root), new MemoryStream(input))));
    }

    [Fact]
    [Trait("tier", "sample")]
    public void A_changed_slice_is_refused_or_gives_the_same_bytes()
    {
        byte[] input = BaoInput.Of(9000);
        BaoOutboard outboard = BaoOutboard.Create(input);
        using MemoryStream cut = new();
        BaoSlice.Extract(outboard, new MemoryStream(input), 3000, 1500, cut);
        byte[] slice = cut.ToArray();
        for (int place = 0; place < slice.Length; place++)
        {
            byte[] changed = [.. slice];
            changed[place] ^= 0x10;
            try
            {
                // Only the length may be another one, since this range does not prove it; then the bytes are still right.
                Assert.Equal(input[3000..4500], Drain(BaoStream.OfSlice(new MemoryStream(changed), outboard.Root, 3000, 1500)));
                Assert.InRange(place, 0, 7);
            }
            catch (NukaException error)
            {
                Assert.StartsWith("content/", error.Problem.Code, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void The_end_is_not_believed_before_the_last_chunk_is_proven()
    {
        byte[] input = BaoInput.Of(3000);
        _ = BaoEncoder.Encode(input, out Digest root);

        // A stated length of zero with no content would be 'the empty file' to a reader that trusts it.
        Assert.Throws<NukaException>(() => Drain(BaoStream.OfEncoding(new MemoryStream(new byte[8]), root)));
        Assert.Throws<NukaException>(() => Drain(BaoStream.OfSlice(new MemoryStream(new byte[8]), root, 5000, 10)));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(7)]
    public void A_monstrous_length_is_refused_without_memory_or_overflow(int last)
    {
        byte[] header = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, (byte)(last == 8 ? 0xFF : 0x7F)];
        byte[] endless = [.. header, .. new byte[100 * 64]];
        Assert.Throws<NukaException>(() => Drain(BaoStream.OfEncoding(new MemoryStream(endless), Blake3.Hash([]))));
        Assert.Throws<NukaException>(() => BaoSlice.Extract(new MemoryStream(endless), Blake3.Hash([]), 0, 1, Stream.Null));
        Assert.Throws<NukaException>(() => BaoOutboard.Read(endless, Blake3.Hash([])));
    }

    [Fact]
    public void What_follows_an_encoding_is_not_touched()
    {
        byte[] input = BaoInput.Of(2500);
        using MemoryStream both = new([.. BaoEncoder.Encode(input, out Digest root), .. "next"u8]);
        Assert.Equal(input, Drain(BaoStream.OfEncoding(both, root)));
        Assert.Equal(4, both.Length - both.Position);
    }

    [Fact]
    public void Content_that_changed_since_its_outboard_was_made_is_named_by_place()
    {
        byte[] input = BaoInput.Of(5000);
        BaoOutboard outboard = BaoOutboard.Create(input);
        input[2100] ^= 1;
        Assert.Equal(1024, Drain(BaoStream.OfOutboard(outboard, new MemoryStream(input), 0, 1024)).Length);
        NukaException error = Assert.Throws<NukaException>(() => Drain(BaoStream.OfOutboard(outboard, new MemoryStream(input))));
        Assert.Contains("1024 bytes from 2048", error.Problem.Reasons[0], StringComparison.Ordinal);
    }

    private static byte[] Drain(BaoStream stream)
    {
        using (stream)
        {
            return BaoInput.ReadAll(stream);
        }
    }

    private static byte[] Encoded(BaoOutboard outboard, byte[] input)
    {
        using MemoryStream output = new();
        BaoEncoder.Encode(outboard, new MemoryStream(input), output);
        return output.ToArray();
    }
}

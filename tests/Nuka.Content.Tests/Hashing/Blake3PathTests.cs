using FsCheck;
using FsCheck.Fluent;
using Nuka.Content.Hashing;

namespace Nuka.Content.Tests.Hashing;

/// <summary>Every width gives what plain arithmetic gives; widths that the machine lacks run as narrower ones, slowly.</summary>
public sealed class Blake3PathTests
{
    private const int Limit = 200_000;

    public static TheoryData<int> Paths() => [(int)Blake3Path.Scalar, (int)Blake3Path.Lanes4, (int)Blake3Path.Lanes8, (int)Blake3Path.Lanes16];

    [Theory]
    [MemberData(nameof(Paths))]
    [Trait("tier", "sample")]
    public void Every_path_agrees_with_plain_arithmetic_around_every_edge(int path)
    {
        int[] counts = [.. Enumerable.Range(1, 40), 63, 64, 65, 127, 128, 129, 140];
        foreach (int chunks in counts)
        {
            foreach (int extra in (int[])[-1, 0, 1])
            {
                byte[] input = Blake3Input.Of((chunks * 1024) + extra);
                Assert.Equal(Plain(input), OneShot((Blake3Path)path, input));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Every_path_agrees_with_plain_arithmetic_in_pieces_of_any_size(int path) =>
        Prop.ForAll(
            ArbMap.Default.GeneratorFor<byte>().ArrayOf(8).ToArbitrary(),
            Gen.Choose(0, Limit).ToArbitrary(),
            Gen.Choose(1, 70_000).ListOf().ToArbitrary(),
            (seed, length, pieces) =>
            {
                byte[] input = new byte[length];
                new Random(BitConverter.ToInt32(seed)).NextBytes(input);
                return Plain(input) == InPieces((Blake3Path)path, input, [.. pieces]);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    [Fact]
    [Trait("tier", "sample")]
    public void Threads_agree_with_plain_arithmetic()
    {
        byte[] input = Blake3Input.Of((int)(3 * Blake3Subtree.ParallelLength) + 12_345);
        Assert.Equal(Plain(input), Blake3.Hash(input));
        Blake3Hasher hasher = Blake3Hasher.CreateHash();
        hasher.Append(input.AsSpan(0, 17));
        hasher.Append(input.AsSpan(17));
        Assert.Equal(Plain(input), hasher.Finish());
    }

    [Fact]
    public void Finishing_does_not_end_a_hash()
    {
        byte[] input = Blake3Input.Of(100_000);
        Blake3Hasher hasher = Blake3Hasher.CreateHash();
        for (int at = 0; at < input.Length; at += 5000)
        {
            hasher.Append(input.AsSpan(at, 5000));
            Assert.Equal(Plain(input[..(at + 5000)]), hasher.Finish());
        }
    }

    [Fact]
    public void Output_from_an_offset_is_the_same_endless_output()
    {
        Blake3Hasher hasher = Blake3Hasher.CreateHash();
        hasher.Append(Blake3Input.Of(3000));
        byte[] all = new byte[1000];
        hasher.Finish(all);
        foreach ((int offset, int length) in ((int, int)[])[(0, 1), (1, 63), (63, 2), (64, 64), (100, 900), (999, 1), (5, 0)])
        {
            byte[] part = new byte[length];
            hasher.Finish(part, (ulong)offset);
            Assert.Equal(all[offset..(offset + length)], part);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_key_of_another_length_is_refused(int length)
    {
        Assert.Throws<ArgumentException>(() => Blake3.HashKeyed(new byte[length], []));
        Assert.Throws<ArgumentException>(() => Blake3Hasher.CreateKeyed(new byte[length]));
    }

    private static unsafe Digest Plain(byte[] input)
    {
        byte[] digest = new byte[32];
        fixed (byte* from = input, to = digest)
        {
            Blake3Portable.Hash(from, (nuint)input.Length, to);
        }

        return new Digest(digest);
    }

    private static unsafe Digest OneShot(Blake3Path path, byte[] input)
    {
        uint* key = stackalloc uint[8];
        Blake3Portable.SetPlainKey(key);
        Blake3.RootOf(path, input, key, 0, out Blake3Node root);
        byte[] digest = new byte[32];
        root.WriteRoot(digest, 0);
        return new Digest(digest);
    }

    private static unsafe Digest InPieces(Blake3Path path, byte[] input, int[] pieces)
    {
        uint* key = stackalloc uint[8];
        Blake3Portable.SetPlainKey(key);
        Blake3Hasher hasher = new(path, key, 0);
        int at = 0;
        foreach (int piece in pieces)
        {
            int count = Math.Min(piece, input.Length - at);
            hasher.Append(input.AsSpan(at, count));
            at += count;
        }

        hasher.Append(input.AsSpan(at));
        return hasher.Finish();
    }
}

using System.Text.Json;
using Nuka.Content.Hashing;
using Nuka.Content.Ranges;
using Nuka.Platform.Errors;

namespace Nuka.Content.Tests.Ranges;

/// <summary>The vectors of the bao project: encodings, outboards, slices, seeks, and every place of corruption that they list.</summary>
public sealed class BaoVectorTests
{
    [Fact]
    public void Combined_encodings_are_as_the_vectors_say_and_every_corruption_is_caught()
    {
        foreach (JsonElement one in Section("encode", 13))
        {
            byte[] input = BaoInput.Of(one.GetProperty("input_len").GetInt32());
            byte[] encoding = BaoEncoder.Encode(input, out Digest root);
            Assert.Equal(one.GetProperty("bao_hash").GetString(), root.ToString());
            Assert.Equal(one.GetProperty("output_len").GetInt32(), encoding.Length);
            Assert.Equal(one.GetProperty("encoded_blake3").GetString(), Blake3.Hash(encoding).ToString());
            Assert.Equal(input, Decode(encoding, root));
            AssertRefused(() => Decode(encoding, Corrupt(root)));
            foreach (int place in Integers(one, "corruptions"))
            {
                AssertRefused(() => Decode(Corrupt(encoding, place), root));
            }
        }
    }

    [Fact]
    public void Outboard_encodings_are_as_the_vectors_say_and_every_corruption_is_caught()
    {
        foreach (JsonElement one in Section("outboard", 13))
        {
            byte[] input = BaoInput.Of(one.GetProperty("input_len").GetInt32());
            BaoOutboard outboard = BaoOutboard.Create(input);
            byte[] encoding = outboard.Encoding.ToArray();
            Digest root = outboard.Root;
            Assert.Equal(one.GetProperty("bao_hash").GetString(), root.ToString());
            Assert.Equal(one.GetProperty("output_len").GetInt32(), encoding.Length);
            Assert.Equal(one.GetProperty("encoded_blake3").GetString(), Blake3.Hash(encoding).ToString());
            Assert.Equal(input, DecodeOutboard(encoding, input, root));
            AssertRefused(() => DecodeOutboard(encoding, input, Corrupt(root)));
            foreach (int place in Integers(one, "outboard_corruptions"))
            {
                AssertRefused(() => DecodeOutboard(Corrupt(encoding, place), input, root));
            }

            foreach (int place in Integers(one, "input_corruptions"))
            {
                AssertRefused(() => DecodeOutboard(encoding, Corrupt(input, place), root));
            }
        }
    }

    [Fact]
    public void Slices_are_as_the_vectors_say_and_every_corruption_is_caught()
    {
        foreach (JsonElement one in Section("slice", 13))
        {
            byte[] input = BaoInput.Of(one.GetProperty("input_len").GetInt32());
            byte[] encoding = BaoEncoder.Encode(input, out Digest root);
            BaoOutboard outboard = BaoOutboard.Create(input);
            foreach (JsonElement slice in one.GetProperty("slices").EnumerateArray())
            {
                ulong start = slice.GetProperty("start").GetUInt64();
                ulong count = slice.GetProperty("len").GetUInt64();
                byte[] cut = Cut(encoding, root, start, count);
                Assert.Equal(slice.GetProperty("output_len").GetInt32(), cut.Length);
                Assert.Equal(slice.GetProperty("output_blake3").GetString(), Blake3.Hash(cut).ToString());
                using MemoryStream other = new();
                BaoSlice.Extract(outboard, new MemoryStream(input), start, count, other);
                Assert.Equal(cut, other.ToArray());
                Assert.Equal(Part(input, start, count), DecodeSlice(cut, root, start, count));
                AssertRefused(() => DecodeSlice(cut, Corrupt(root), start, count));
                foreach (int place in Integers(slice, "corruptions"))
                {
                    AssertRefused(() => DecodeSlice(Corrupt(cut, place), root, start, count));
                }
            }
        }
    }

    [Fact]
    public void Reading_from_every_seek_offset_of_the_vectors_gives_the_rest()
    {
        foreach (JsonElement one in Section("seek", 13))
        {
            byte[] input = BaoInput.Of(one.GetProperty("input_len").GetInt32());
            byte[] encoding = BaoEncoder.Encode(input, out Digest root);
            BaoOutboard outboard = BaoOutboard.Create(input);
            foreach (int offset in Integers(one, "seek_offsets"))
            {
                byte[] rest = input[Math.Min(offset, input.Length)..];
                byte[] cut = Cut(encoding, root, (ulong)offset, ulong.MaxValue);
                Assert.Equal(rest, DecodeSlice(cut, root, (ulong)offset, ulong.MaxValue));
                using BaoStream here = BaoStream.OfOutboard(outboard, new MemoryStream(input), (ulong)offset);
                Assert.Equal(rest, BaoInput.ReadAll(here));
            }
        }
    }

    private static byte[] Decode(byte[] encoding, Digest root)
    {
        using BaoStream stream = BaoStream.OfEncoding(new MemoryStream(encoding), root);
        return BaoInput.ReadAll(stream);
    }

    private static byte[] DecodeOutboard(byte[] outboard, byte[] content, Digest root)
    {
        using BaoStream stream = BaoStream.OfOutboard(BaoOutboard.Read(outboard, root), new MemoryStream(content));
        return BaoInput.ReadAll(stream);
    }

    private static byte[] DecodeSlice(byte[] slice, Digest root, ulong start, ulong count)
    {
        using BaoStream stream = BaoStream.OfSlice(new MemoryStream(slice), root, start, count);
        return BaoInput.ReadAll(stream);
    }

    private static byte[] Cut(byte[] encoding, Digest root, ulong start, ulong count)
    {
        using MemoryStream output = new();
        BaoSlice.Extract(new MemoryStream(encoding), root, start, count, output);
        return output.ToArray();
    }

    private static byte[] Part(byte[] input, ulong start, ulong count)
    {
        int from = (int)Math.Min(start, (ulong)input.Length);
        return input[from..(from + (int)Math.Min(count, (ulong)(input.Length - from)))];
    }

    private static void AssertRefused(Action decode) =>
        Assert.Contains(Assert.Throws<NukaException>(decode).Problem.Code, (string[])["content/wrong-bytes", "content/truncated"]);

    private static byte[] Corrupt(byte[] bytes, int place)
    {
        byte[] changed = [.. bytes];
        changed[place] ^= 1;
        return changed;
    }

    private static Digest Corrupt(Digest digest) => new(Corrupt(digest.ToArray(), 0));

    private static IEnumerable<int> Integers(JsonElement of, string name) => of.GetProperty(name).EnumerateArray().Select(e => e.GetInt32());

    private static JsonElement[] Section(string name, int cases)
    {
        JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", "bao.json")));
        JsonElement[] all = [.. document.RootElement.GetProperty(name).EnumerateArray()];
        Assert.Equal(cases, all.Length);
        return all;
    }
}

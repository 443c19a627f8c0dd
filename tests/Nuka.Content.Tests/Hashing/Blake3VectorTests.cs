using System.Text;
using System.Text.Json;
using Nuka.Content.Hashing;

namespace Nuka.Content.Tests.Hashing;

/// <summary>The official vectors of BLAKE3: every length, every mode, all 131 bytes of output; through each of our doors.</summary>
public sealed class Blake3VectorTests
{
    public static TheoryData<int, string, string, string> Cases()
    {
        TheoryData<int, string, string, string> cases = [];
        using JsonDocument document = Read();
        foreach (JsonElement one in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            cases.Add(
                one.GetProperty("input_len").GetInt32(),
                one.GetProperty("hash").GetString()!,
                one.GetProperty("keyed_hash").GetString()!,
                one.GetProperty("derive_key").GetString()!);
        }

        return cases;
    }

    [Fact]
    public void All_thirty_five_official_cases_are_there() => Assert.Equal(35, Cases().Count);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Bytes_in_memory_hash_as_the_official_vectors_say(int length, string hash, string keyed, string derived)
    {
        byte[] input = Blake3Input.Of(length);
        byte[] output = new byte[hash.Length / 2];
        Blake3.Hash(input, output);
        Assert.Equal(hash, Convert.ToHexStringLower(output));
        Assert.Equal(hash[..64], Blake3.Hash(input).ToString());
        Assert.Equal(keyed[..64], Blake3.HashKeyed(Key(), input).ToString());
        Assert.Equal(derived[..64], Blake3.DeriveKey(Context(), input).ToString());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Bytes_in_pieces_hash_as_the_official_vectors_say(int length, string hash, string keyed, string derived)
    {
        byte[] input = Blake3Input.Of(length);
        (Blake3Hasher Hasher, string Expected)[] modes =
        [
            (Blake3Hasher.CreateHash(), hash),
            (Blake3Hasher.CreateKeyed(Key()), keyed),
            (Blake3Hasher.CreateDeriveKey(Context()), derived),
        ];
        foreach ((Blake3Hasher hasher, string expected) in modes)
        {
            foreach (int piece in (int[])[1, 63, 1024, 5000, 16384, 65536])
            {
                hasher.Reset();
                foreach (byte[] part in input.Chunk(piece))
                {
                    hasher.Append(part);
                }

                byte[] output = new byte[expected.Length / 2];
                hasher.Finish(output);
                Assert.Equal(expected, Convert.ToHexStringLower(output));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public unsafe void The_launchers_own_copy_hashes_as_the_official_vectors_say(int length, string hash, string keyed, string derived)
    {
        Assert.NotEqual(keyed, derived);
        byte[] input = Blake3Input.Of(length);
        byte[] digest = new byte[32];
        fixed (byte* from = input, to = digest)
        {
            Blake3Portable.Hash(from, (nuint)length, to);
        }

        Assert.Equal(hash[..64], Convert.ToHexStringLower(digest));
    }

    private static byte[] Key()
    {
        using JsonDocument document = Read();
        return Encoding.ASCII.GetBytes(document.RootElement.GetProperty("key").GetString()!);
    }

    private static string Context()
    {
        using JsonDocument document = Read();
        return document.RootElement.GetProperty("context_string").GetString()!;
    }

    private static JsonDocument Read() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", "blake3.json")));
}

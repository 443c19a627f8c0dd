using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Nuka.Trust.Keys;

namespace Nuka.Trust.Tests.Keys;

/// <summary>Ed25519 by the vectors of RFC 8032 and of C2SP/CCTV.</summary>
public sealed class Ed25519Tests
{
    private static readonly BigInteger Prime = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger D = Field(-121665 * BigInteger.ModPow(121666, Prime - 2, Prime));

    // RFC 8032, section 7.1: tests 1, 2, 3 and SHA(abc).
    public static TheoryData<string, string, string, string> Vectors { get; } = new()
    {
        {
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        },
        {
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        },
        {
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        },
        {
            "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42", "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
        },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void The_vectors_of_the_RFC_hold(string secret, string publicKey, string message, string signature)
    {
        byte[] text = Convert.FromHexString(message);
        Assert.Equal(publicKey, Convert.ToHexStringLower(Ed25519.DerivePublicKey(Convert.FromHexString(secret))));
        Assert.Equal(signature, Convert.ToHexStringLower(Ed25519.Sign(Convert.FromHexString(secret), text)));
        Assert.True(Ed25519.Verify(Convert.FromHexString(publicKey), text, Convert.FromHexString(signature)));
    }

    [Fact]
    public void Of_the_edge_cases_exactly_those_are_accepted_that_everybody_accepts()
    {
        int accepted = 0;
        int all = 0;
        foreach (string line in File.ReadLines(Path.Join(Checkout.Directory, "tests/Nuka.Trust.Tests/Data/ed25519-cctv.txt")).Where(line => line[0] != '#'))
        {
            string[] parts = line.Split('"');
            string[] hex = parts[0].Trim().Split(' ');
            string[] flags = parts[2].Trim().Split(',', StringSplitOptions.RemoveEmptyEntries);
            bool expected = flags.All(flag => flag is "low_order_component_A" or "low_order_component_R");
            bool verified = Ed25519.Verify(Convert.FromHexString(hex[0]), Encoding.UTF8.GetBytes(parts[1]), Convert.FromHexString(hex[1]));
            Assert.True(verified == expected, line);
            all++;
            accepted += verified ? 1 : 0;
        }

        Assert.Equal(914, all);
        Assert.InRange(accepted, 1, all - 1);
    }

    [Fact]
    public void What_was_signed_verifies_and_nothing_else_does()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<PositiveInt>(), (message, place) =>
        {
            using SigningKey key = SigningKey.Generate();
            byte[] signature = Ed25519.Sign(key.Seed, message);
            byte[] torn = [.. signature];
            torn[place.Get % torn.Length] ^= (byte)(1 << (place.Get % 8));
            Assert.True(Ed25519.Verify(key.PublicKey.Bytes, message, signature));
            Assert.False(Ed25519.Verify(key.PublicKey.Bytes, message, torn));
            Assert.False(Ed25519.Verify(key.PublicKey.Bytes, [.. message, 0], signature));
            using SigningKey other = SigningKey.Generate();
            Assert.False(Ed25519.Verify(other.PublicKey.Bytes, message, signature));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_signature_whose_second_half_is_raised_by_the_order_is_refused()
    {
        using SigningKey key = SigningKey.Generate();
        byte[] signature = Ed25519.Sign(key.Seed, "text"u8);
        BigInteger order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);
        BigInteger raised = new BigInteger(signature.AsSpan(32), isUnsigned: true) + order;
        raised.TryWriteBytes(signature.AsSpan(32), out _, isUnsigned: true);
        Assert.False(Ed25519.Verify(key.PublicKey.Bytes, "text"u8, signature));
    }

    [Theory]
    [InlineData(0, 64)]
    [InlineData(31, 64)]
    [InlineData(33, 64)]
    [InlineData(32, 0)]
    [InlineData(32, 63)]
    [InlineData(32, 65)]
    public void Keys_and_signatures_of_another_length_are_refused(int key, int signature) =>
        Assert.False(Ed25519.Verify(RandomNumberGenerator.GetBytes(key), [], RandomNumberGenerator.GetBytes(signature)));

    // -x² + y² = 1 + d·x²·y², doubled three times, gives (0, 1) for eight points; those that are refused are exactly these.
    [Fact]
    public void The_points_that_are_refused_are_the_eight_of_low_order()
    {
        HashSet<(BigInteger X, BigInteger Y)> points = [];
        foreach (string encoded in (string[])["01", "EC7F", "00", "26E8958FC2B227B045C3F489F2EF98F0D5DFAC05D3C63339B13802886D53FC05",
            "C7176A703D4DD84FBA3C0B760D10670F2A2053FA2C39CCC64EC7FD7792AC037A"])
        {
            string full = encoded == "EC7F" ? "EC" + new string('F', 60) + "7F" : encoded.PadRight(64, '0');
            byte[] bytes = Convert.FromHexString(full);
            Assert.False(Ed25519.IsSound(bytes));
            bytes[31] |= 0x80;
            Assert.False(Ed25519.IsSound(bytes));
            bytes[31] &= 0x7F;
            BigInteger y = new(bytes, isUnsigned: true);
            BigInteger x = Root(Field((Field(y * y) - 1) * Inverse(1 + (D * Field(y * y)))));
            points.UnionWith([(x, y), (Field(-x), y)]);
        }

        Assert.Equal(8, points.Count);
        Assert.All(points, point => Assert.Equal((BigInteger.Zero, BigInteger.One), Double(Double(Double(point)))));
    }

    [Fact]
    public void A_point_of_high_order_above_the_prime_is_refused_and_below_it_is_not()
    {
        byte[] bytes = Convert.FromHexString("F0" + new string('F', 60) + "7F"); // the prime and 3: another writing of y = 3
        Assert.False(Ed25519.IsSound(bytes));
        byte[] below = new byte[32];
        below[0] = 3;
        Assert.True(Ed25519.IsSound(below));
        Assert.True(Ed25519.IsSound(Convert.FromHexString("EB" + new string('F', 60) + "7F")));
        Assert.True(Ed25519.IsSound(Convert.FromHexString("EF" + new string('F', 58) + "FE7F")));
    }

    private static BigInteger Field(BigInteger value) => ((value % Prime) + Prime) % Prime;

    private static BigInteger Inverse(BigInteger value) => BigInteger.ModPow(Field(value), Prime - 2, Prime);

    private static BigInteger Root(BigInteger square)
    {
        BigInteger root = BigInteger.ModPow(square, (Prime + 3) / 8, Prime);
        root = Field(root * root) == square ? root : Field(root * BigInteger.ModPow(2, (Prime - 1) / 4, Prime));
        Assert.Equal(square, Field(root * root));
        return root;
    }

    private static (BigInteger X, BigInteger Y) Double((BigInteger X, BigInteger Y) point)
    {
        (BigInteger x, BigInteger y) = point;
        BigInteger product = Field(D * Field(x * x) * Field(y * y));
        return (Field(2 * x * y * Inverse(1 + product)), Field(((y * y) + (x * x)) * Inverse(1 - product)));
    }
}

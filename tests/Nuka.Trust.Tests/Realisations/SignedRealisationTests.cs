using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Trust.Keys;
using Nuka.Trust.Realisations;
using Nuka.Trust.Signatures;

namespace Nuka.Trust.Tests.Realisations;

/// <summary>Signed realisations.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SignedRealisationTests : TrustFixture
{
    private static readonly Digest One = Blake3.Hash("one"u8);
    private static readonly Digest Two = Blake3.Hash("two"u8);

    [Fact]
    public void What_is_written_is_read_back_whatever_it_says()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<byte[][]>(), ArbMap.Default.ArbFor<byte[]>(), (runs, seed) =>
        {
            using SigningKey key = SigningKey.Generate();
            Realisation statement = new(Blake3.Hash(seed), "out", Blake3.Hash([.. seed, 1]), runs.Select(run => Blake3.Hash(run)));
            SignedRealisation signed = SignedRealisation.Sign(statement, key);
            SignedRealisation read = SignedRealisation.Decode(signed.Encode(), "test");
            Assert.Equal(signed, read);
            Assert.Equal(statement, read.Statement);
            Assert.Equal(signed.Encode(), read.Encode());
            Assert.Equal(signed.Signature.AsSpan(), SignedRealisation.Sign(statement, key).Signature.AsSpan());
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_order_in_which_run_references_are_given_says_nothing_nor_does_the_tree_itself()
    {
        Assert.Equal(new Realisation(One, "out", One, [Two, One, Two]), new Realisation(One, "out", One, [Two]));
        Assert.Equal([Two, One], new Realisation(One, "out", Blake3.Hash("x"u8), [One, Two]).Runs.OrderByDescending(run => run == Two));
    }

    [Fact]
    public void Each_part_is_signed()
    {
        using SigningKey key = SigningKey.Generate();
        Realisation said = new(One, "out", Two, [One]);
        byte[] signature = SignedRealisation.Sign(said, key).Signature.ToArray();
        SignedRealisation.Verify(said, key.PublicKey, signature);
        foreach (Realisation other in (Realisation[])[new(Two, "out", Two, [One]), new(One, "doc", Two, [One]), new(One, "out", One, [Two]), new(One, "out", Two, [])])
        {
            Assert.Equal("trust/bad-signature", Refused(() => SignedRealisation.Verify(other, key.PublicKey, signature)).Code);
        }
    }

    [Fact]
    public void Every_other_writing_of_it_is_refused()
    {
        string right = SignedRealisation.Sign(new Realisation(One, "out", Two, [One, Blake3.Hash("x"u8)]), Example).ToString();
        Cid[] runs = [.. SignedRealisation.Decode(Encoding.UTF8.GetBytes(right), "test").Statement.Runs.Select(Cid.OfTree)];
        string[] wrong =
        [
            "", "{}", "[]", "1", right + " ", " " + right, right.Replace(",", ", ", StringComparison.Ordinal), right[..^1], right + right,
            right.Replace("\"out\"", "\"Out\"", StringComparison.Ordinal), right.Replace("\"out\"", "1", StringComparison.Ordinal),
            right.Replace("\"output\"", "\"outputs\"", StringComparison.Ordinal), right.Replace("\"runs\":[", "\"runs\":[1,", StringComparison.Ordinal),
            right.Replace(runs[0].ToString(), Cid.OfBlob(runs[0].Digest).ToString(), StringComparison.Ordinal),
            right.Replace($"\"{runs[0]}\",\"{runs[1]}\"", $"\"{runs[1]}\",\"{runs[0]}\"", StringComparison.Ordinal),
            right.Replace($"\"{runs[0]}\"", $"\"{runs[0]}\",\"{runs[0]}\"", StringComparison.Ordinal),
            right.Replace("\"signer\":\"ssh-ed25519 ", "\"signer\":\"", StringComparison.Ordinal), right.Replace("{\"realisation\"", "{\"a\":1,\"realisation\"", StringComparison.Ordinal),
            right.Replace("{\"build-key\"", "{\"a\":1,\"build-key\"", StringComparison.Ordinal), right.Replace(",\"signer\"", " \"signer\"", StringComparison.Ordinal),
            new string(' ', RealisationLimits.TextBytes) + right,
        ];
        foreach (string text in wrong)
        {
            Assert.NotEqual(right, text);
            string code = Refused(() => SignedRealisation.Decode(Encoding.UTF8.GetBytes(text), "test")).Code;
            Assert.True(code is "trust/bad-realisation" or "formats/nuon-syntax" or "formats/nuon-ambiguous", $"{code}: {text}");
        }

        Assert.Equal("formats/nuon-encoding", Refused(() => SignedRealisation.Decode([0xFF], "test")).Code);
    }

    [Fact]
    public void A_changed_byte_never_passes()
    {
        byte[] right = SignedRealisation.Sign(new Realisation(One, "out", Two, [One]), Example).Encode();
        for (int place = 0; place < right.Length; place++)
        {
            byte[] changed = [.. right];
            changed[place] ^= 1;
            Refused(() => SignedRealisation.Decode(changed, "test"));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("Out")]
    [InlineData("1out")]
    [InlineData("out put")]
    [InlineData("outputoutputoutpu")]
    [InlineData("out\n")]
    public void An_output_that_is_none_cannot_be_stated(string output) => Assert.Throws<ArgumentException>(() => new Realisation(One, output, Two, []));

    [Fact]
    public void More_run_references_than_are_allowed_cannot_be_stated_and_as_many_fit()
    {
        Digest[] many = [.. Enumerable.Range(0, RealisationLimits.RunReferences + 1).Select(number => Blake3.Hash(BitConverter.GetBytes(number)))];
        Assert.Throws<ArgumentOutOfRangeException>(() => new Realisation(One, "out", Two, many));
        SignedRealisation signed = SignedRealisation.Sign(new Realisation(One, "out", Two, many.Skip(1)), Example);
        Assert.Equal(signed, SignedRealisation.Decode(signed.Encode(), "test"));
    }

    [Fact]
    public void Ssh_keygen_verifies_ours_for_this_purpose_only_and_ours_verifies_what_it_signed()
    {
        Tool.Require("ssh-keygen");
        using SigningKey own = Ring.GetOwn();
        Ring.Trust(own.PublicKey.ToString(), "alice");
        Realisation said = new(One, "out", Two, [One]);
        byte[] signature = SignedRealisation.Sign(said, own).Signature.ToArray();
        File.WriteAllText(this["sig"], SigningPurpose.Realisation.Armour(own.PublicKey, signature));
        string[] words = ["-Y", "verify", "-f", Path.Join(Keys, "trusted"), "-I", "alice", "-s", this["sig"], "-n"];
        (int code, string output) = Tool.Run("ssh-keygen", said.Encode(), [.. words, "nuka-realisation-v1"]);
        Assert.True(code == 0, output);
        Assert.Contains(own.PublicKey.Fingerprint, output, StringComparison.Ordinal);
        Assert.NotEqual(0, Tool.Run("ssh-keygen", said.Encode(), [.. words, "git"]).Code);
        Assert.NotEqual(0, Tool.Run("ssh-keygen", new Realisation(One, "out", Two, []).Encode(), [.. words, "nuka-realisation-v1"]).Code);

        (code, output) = Tool.Run("ssh-keygen", said.Encode(), "-Y", "sign", "-f", Path.Join(Keys, "own"), "-n", "nuka-realisation-v1");
        Assert.True(code == 0, output);
        Assert.Contains(SigningPurpose.Realisation.Armour(own.PublicKey, signature), output, StringComparison.Ordinal);
    }
}

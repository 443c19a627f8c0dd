using FsCheck;
using FsCheck.Fluent;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;

namespace Nuka.Content.Tests.Trees;

public sealed class CidTests
{
    private const string Blob = "bafkr4iaaaebagbafaydqqcikbmga2dqpcaireeyuculbogazdinryhi6d4";
    private const string Tree = "bagaybqabdyqaaaicamcakbqhbaequcymbuha6earcijrifiwc4mbsgq3dqor4hy";

    private static Digest Counting => new([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    [Fact]
    public void A_blob_prints_as_an_ordinary_CIDv1_of_raw_bytes() => Assert.Equal(Blob, Cid.OfBlob(Counting).ToString());

    [Fact]
    public void A_tree_prints_with_our_private_codec() => Assert.Equal(Tree, Cid.OfTree(Counting).ToString());

    [Fact]
    public void The_empty_blob_and_the_empty_tree_have_one_digest_and_two_names()
    {
        Assert.Equal(Blake3.Hash([]), Content.Trees.Tree.Empty.Digest);
        Assert.NotEqual(Cid.OfBlob(Blake3.Hash([])), Content.Trees.Tree.Empty.Cid);
    }

    [Fact]
    public void Printing_and_parsing_give_the_same_name_back() =>
        Prop.ForAll(
            ArbMap.Default.GeneratorFor<byte>().ArrayOf(32).ToArbitrary(),
            ArbMap.Default.ArbFor<bool>(),
            (bytes, tree) =>
            {
                Cid cid = new(tree ? ContentKind.Tree : ContentKind.Blob, new Digest(bytes));
                return Cid.Parse(cid.ToString()) == cid;
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("", "nothing")]
    [InlineData("b", "only the multibase letter")]
    [InlineData("afkr4iaaaebagbafaydqqcikbmga2dqpcaireeyuculbogazdinryhi6d4", "no multibase letter")]
    [InlineData("Bafkr4iaaaebagbafaydqqcikbmga2dqpcaireeyuculbogazdinryhi6d4", "upper-case multibase")]
    [InlineData("zafkr4iaaaebagbafaydqqcikbmga2dqpcaireeyuculbogazdinryhi6d4", "another multibase")]
    [InlineData("bAfkr4iaaaebagbafaydqqcikbmga2dqpcaireeyuculbogazdinryhi6d4", "an upper-case letter")]
    [InlineData("bafkr4iaaaebagbafaydqqcikbmga2dqpcaireeyuculbogazdinryhi6d5", "bits after the last byte")]
    [InlineData("bafkr4iaaaebagbafaydqqcikbmga2dqpcaireeyuculbogazdinryhi6d4=", "padding")]
    [InlineData("bafkr4iaaaebagbafaydqqcikbmga2dqpcaireeyuculbogazdinryhi6d", "one letter short")]
    [InlineData("bafkr4iaaaebagbafaydqqcikbmga2dqpcaireeyuculbogazdinryhi6d4a", "one letter long")]
    [InlineData("bafkr4iaaaebagbafaydqqcikbmga2dqpcaireeyuculbogazdinryhi6d ", "a space")]
    [InlineData("bafkr4iaaaebagbafaydqqcikbmga2dqpcaireeyuculbogazdinryhi6d1", "a letter that base32 lacks")]
    [InlineData("bafkreiaaaebagbafaydqqcikbmga2dqpcaireeyuculbogazdinryhi6d4", "SHA-256 instead of BLAKE3")]
    [InlineData("bafyr4iaaaebagbafaydqqcikbmga2dqpcaireeyuculbogazdinryhi6d4", "another codec")]
    [InlineData("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "a bare digest")]
    public void What_we_do_not_print_is_not_parsed(string text, string why)
    {
        Assert.False(Cid.TryParse(text, out _), why);
        Assert.Equal("content/bad-cid", Assert.Throws<NukaException>(() => Cid.Parse(text)).Problem.Code);
    }

    [Fact]
    public void Changing_any_letter_gives_another_name_or_none()
    {
        foreach (string text in (string[])[Blob, Tree])
        {
            for (int i = 0; i < text.Length; i++)
            {
                string changed = text[..i] + (text[i] == 'q' ? 'r' : 'q') + text[(i + 1)..];
                Assert.True(!Cid.TryParse(changed, out Cid other) || other != Cid.Parse(text));
            }
        }
    }
}

using System.Text;
using Nuka.Content.Hashing;
using Nuka.Trust.Realisations;

namespace Nuka.Trust.Tests;

/// <summary>The examples of specs/keys.md and specs/realisation.md, executed.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SpecificationTests : TrustFixture
{
    [Fact]
    public void The_example_of_a_key_is_as_the_document_says() => Assert.Equal(
        [
            $"secret {Convert.ToHexStringLower(Example.Seed)}", $"public {Convert.ToHexStringLower(Example.PublicKey.Bytes)}", Example.PublicKey.ToString(),
            Example.PublicKey.Fingerprint,
        ],
        Block("keys.md", "key"));

    [Fact]
    public void The_example_of_a_realisation_is_as_the_document_says()
    {
        Realisation said = new(Blake3.Hash("build key"u8), "out", Blake3.Hash("tree"u8), [Blake3.Hash("library"u8), Blake3.Hash("interpreter"u8)]);
        SignedRealisation signed = SignedRealisation.Sign(said, Example);
        Assert.Equal([said.ToString()], Block("realisation.md", "realisation"));
        Assert.Equal([signed.ToString()], Block("realisation.md", "signed"));
        Assert.Equal(signed, SignedRealisation.Decode(Encoding.UTF8.GetBytes(Block("realisation.md", "signed")[0]), "realisation.md"));
    }

    private static string[] Block(string document, string kind)
    {
        string text = Checkout.Read($"specs/{document}");
        int start = text.IndexOf($"```{kind}\n", StringComparison.Ordinal) + kind.Length + 4;
        return text[start..text.IndexOf("\n```", start, StringComparison.Ordinal)].Split('\n');
    }
}

using System.Text;
using System.Text.RegularExpressions;
using Nuka.Content.Hashing;
using Nuka.Platform.Progress;
using Nuka.Store;
using Nuka.Trust.Exports;
using Nuka.Trust.Realisations;

namespace Nuka.Trust.Tests;

/// <summary>The examples of specs/keys.md and specs/realisation.md, executed.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed partial class SpecificationTests : TrustFixture
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

    [Fact]
    public void The_example_of_an_export_is_as_the_document_says()
    {
        Tool.Require("tar");
        using ContentStore store = ContentStore.Open(new StoreOptions { Directory = this["store-v1"], TimeProvider = TimeProvider.System });
        using TreeWriter writer = store.BeginTree();
        writer.AddFile("bin/hello"u8, executable: true, "#!/bin/sh"u8);
        writer.AddHardLink("bin/world"u8, "bin/hello"u8);
        ExportWriter export = new(store, Ring.Policy([]), SilentProgress.Instance);
        ExportPlan plan = export.Plan([writer.Commit(TestContext.Current.CancellationToken)]);
        ExportFile.Write(this["export.tar"], target => export.Write(plan, target, default));
        string listed = Tool.Run("tar", [], "--numeric-owner", "--utc", "-tvf", this["export.tar"]).Output;
        string[] members = [.. listed.Trim().Split('\n').Select(line => Spaces().Split(line)).Select(words => string.Join(' ', [words[0], .. words[5..]]))];
        Assert.Equal(members, Block("export.md", "members"));
        Assert.Equal([Blake3.Hash(File.ReadAllBytes(this["export.tar"])).ToString()], Block("export.md", "digest"));
    }

    private static string[] Block(string document, string kind)
    {
        string text = Checkout.Read($"specs/{document}");
        int start = text.IndexOf($"```{kind}\n", StringComparison.Ordinal) + kind.Length + 4;
        return text[start..text.IndexOf("\n```", start, StringComparison.Ordinal)].Split('\n');
    }

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}

using System.Collections.Immutable;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Formats.Nuon;
using Nuka.Platform.Errors;
using Nuka.Trust.Keys;
using Nuka.Trust.Signatures;

namespace Nuka.Trust.Realisations;

/// <summary>A realisation with the signature of a key. One that could be made is rightly signed; whether the key's word counts is another question.</summary>
public sealed class SignedRealisation : IEquatable<SignedRealisation>
{
    private SignedRealisation(Realisation statement, PublicKey signer, ReadOnlySpan<byte> signature, bool isImpure = false)
    {
        IsImpure = isImpure;
        Statement = statement;
        Signer = signer;
        Signature = [.. signature];
    }

    /// <summary>What was signed.</summary>
    public Realisation Statement { get; }

    /// <summary>Who signed it.</summary>
    public PublicKey Signer { get; }

    /// <summary>Whether it was signed for the purpose of impure builds: it counts for its own signer alone, and is not handed to others.</summary>
    public bool IsImpure { get; }

    /// <summary>The 64 bytes of the signature.</summary>
    public ImmutableArray<byte> Signature { get; }

    /// <summary>Signs a realisation.</summary>
    /// <param name="statement">What came of a build.</param>
    /// <param name="key">The key.</param>
    /// <param name="isImpure">Whether the build, or that of something it was made from, had the network.</param>
    public static SignedRealisation Sign(Realisation statement, SigningKey key, bool isImpure = false)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(key);
        return new SignedRealisation(statement, key.PublicKey, key.Sign(Purpose(isImpure), statement.Encode()), isImpure);
    }

    /// <summary>Puts a signed realisation together from its parts.</summary>
    /// <param name="statement">What is said to be signed.</param>
    /// <param name="signer">Who is said to have signed it.</param>
    /// <param name="signature">The signature.</param>
    /// <param name="isImpure">Whether it is to be signed for the purpose of impure builds; one for the other purpose is none.</param>
    /// <exception cref="NukaException"><c>trust/bad-signature</c>: it is not this key's signature over this.</exception>
    public static SignedRealisation Verify(Realisation statement, PublicKey signer, ReadOnlySpan<byte> signature, bool isImpure = false)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(signer);
        return signer.Verify(Purpose(isImpure), statement.Encode(), signature)
            ? new SignedRealisation(statement, signer, signature, isImpure)
            : throw new Problem("trust/bad-signature", $"a realisation is not signed by the key that it names")
            {
                Reasons = [$"of {statement.Cid}, output {statement.Output}", $"the key is {signer.Fingerprint}"],
                Hints = ["get it again from whom you have it; it was changed on the way, or the disk lost it   try: nuka store verify"],
            }.ToException();
    }

    /// <summary>Its canonical text, as it is handed to others.</summary>
    public byte[] Encode() => NuonText.WriteCanonical(new NuonRecord(
    [
        new NuonField("realisation", NuonDocument.Read(Statement.Encode(), "realisation")),
        new NuonField("signature", new NuonBinary(Signature)),
        new NuonField("signer", new NuonString(Signer.ToString())),
    ]));

    /// <summary>Reads and verifies one.</summary>
    /// <param name="text">Its canonical text; any other form of the same is refused.</param>
    /// <param name="file">The name of the text for the error.</param>
    /// <exception cref="NukaException"><c>trust/bad-realisation</c>, <c>trust/bad-signature</c>, <c>trust/weak-key</c>, and those of reading NUON.</exception>
    public static SignedRealisation Decode(ReadOnlySpan<byte> text, string file)
    {
        if (text.Length > RealisationLimits.TextBytes)
        {
            throw Bad(file, $"it has more than {RealisationLimits.TextBytes} bytes");
        }

        NuonValue value = NuonDocument.Read(text, file);
        SignedRealisation? read = value is NuonRecord record ? TryRead(record) : null;
        return read is not null && text.SequenceEqual(read.Encode()) ? read : throw Bad(file, "it is not the canonical text of one (specs/realisation.md)");
    }

    /// <inheritdoc/>
    public bool Equals(SignedRealisation? other) => other is not null && Statement.Equals(other.Statement) && Signer == other.Signer;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SignedRealisation);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Statement, Signer);

    /// <summary>The canonical text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Encode());

    private static SigningPurpose Purpose(bool isImpure) => isImpure ? SigningPurpose.ImpureRealisation : SigningPurpose.Realisation;

    private static SignedRealisation? TryRead(NuonRecord record)
    {
        Span<byte> key = stackalloc byte[Digest.Length];
        return record.TryGet("realisation", out NuonValue? inner) && inner is NuonRecord said
            && Text(said, "build-key") is { } buildKey && Base32.TryRead(buildKey, key)
            && TreeOf(Text(said, "cid")) is { } tree
            && Text(said, "output") is { } output && RealisationLimits.IsOutput(output)
            && said.TryGet("runs", out NuonValue? list) && list is NuonList { Items: { Length: <= RealisationLimits.RunReferences } items }
            && items.Select(item => TreeOf((item as NuonString)?.Value)).ToArray() is var runs && runs.All(run => run is not null)
            && Text(record, "signer") is { } signer
            && record.TryGet("signature", out NuonValue? bytes) && bytes is NuonBinary signature
            ? Verify(new Realisation(new Digest(key), output, tree, runs.Select(run => run!.Value)), PublicKey.Parse(signer), signature.Value.AsSpan())
            : null;
    }

    private static string? Text(NuonRecord record, string field) => record.TryGet(field, out NuonValue? value) ? (value as NuonString)?.Value : null;

    private static Digest? TreeOf(string? text) => Cid.TryParse(text, out Cid cid) && cid.Kind == ContentKind.Tree ? cid.Digest : null;

    private static NukaException Bad(string file, string reason) => new Problem("trust/bad-realisation", "this is no signed realisation")
    {
        Place = new Place(file),
        Reasons = [reason],
        Hints = ["get it again from whom you have it"],
    }.ToException();
}

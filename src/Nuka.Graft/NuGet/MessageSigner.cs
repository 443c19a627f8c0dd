using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Nuka.Graft.NuGet;

/// <summary>One signature of a message: RFC 5652, section 5.3.</summary>
internal sealed class MessageSigner
{
    private const string MessageDigest = "1.2.840.113549.1.9.4";
    private static readonly Asn1Tag One = new(TagClass.ContextSpecific, 1, isConstructed: true);

    private readonly HashAlgorithmName algorithm;
    private readonly byte[] signedAttributes;
    private readonly ImmutableDictionary<string, ReadOnlyMemory<byte>> signed;
    private readonly ImmutableDictionary<string, ReadOnlyMemory<byte>> unsigned;

    private MessageSigner(AsnReader info)
    {
        _ = info.ReadInteger();

        // Who signed is found by trying the certificates: there are few, and a name proves nothing.
        _ = info.ReadEncodedValue();
        algorithm = Algorithm(info.ReadSequence().ReadObjectIdentifier());
        signedAttributes = info.ReadEncodedValue().ToArray();

        // Section 5.4: what is signed is the set as such, not with the tag that stands for it here.
        signedAttributes[0] = signedAttributes[0] == 0xA0 ? (byte)0x31 : throw new AsnContentException("the signature has no signed attributes");
        signed = Attributes(new AsnReader(signedAttributes, AsnEncodingRules.BER).ReadSetOf(skipSortOrderValidation: true));
        _ = info.ReadSequence();
        Signature = info.ReadOctetString();
        unsigned = info.HasData && info.PeekTag().HasSameClassAndValue(One)
            ? Attributes(info.ReadSetOf(true, One)) : ImmutableDictionary<string, ReadOnlyMemory<byte>>.Empty;
    }

    /// <summary>The bytes of the signature.</summary>
    internal byte[] Signature { get; }

    /// <summary>Reads one.</summary>
    internal static MessageSigner Read(AsnReader info) => new(info);

    /// <summary>The first value of an attribute outside of what is signed, such as a time stamp; empty if there is none.</summary>
    internal ReadOnlyMemory<byte> Unsigned(string attribute) => unsigned.GetValueOrDefault(attribute);

    /// <summary>Finds the certificate whose key signed this content.</summary>
    /// <param name="content">The content.</param>
    /// <param name="certificates">The certificates of the message.</param>
    /// <returns><see langword="null"/> if none of them did.</returns>
    internal X509Certificate2? FindCertificate(ReadOnlySpan<byte> content, ImmutableArray<X509Certificate2> certificates)
    {
        if (!signed.TryGetValue(MessageDigest, out ReadOnlyMemory<byte> stated)
            || !CryptographicOperations.FixedTimeEquals(
                new AsnReader(stated, AsnEncodingRules.BER).ReadOctetString(), CryptographicOperations.HashData(algorithm, content)))
        {
            return null;
        }

        foreach (X509Certificate2 certificate in certificates)
        {
            using RSA? key = certificate.GetRSAPublicKey();
            if (key is not null && key.VerifyData(signedAttributes, Signature, algorithm, RSASignaturePadding.Pkcs1))
            {
                return certificate;
            }
        }

        return null;
    }

    /// <summary>Hashes as the signer did, for what refers to its signature.</summary>
    internal static HashAlgorithmName Algorithm(string identifier) => identifier switch
    {
        "2.16.840.1.101.3.4.2.1" => HashAlgorithmName.SHA256,
        "2.16.840.1.101.3.4.2.2" => HashAlgorithmName.SHA384,
        "2.16.840.1.101.3.4.2.3" => HashAlgorithmName.SHA512,
        _ => throw new AsnContentException($"the hash {identifier} is weak or unknown"),
    };

    private static ImmutableDictionary<string, ReadOnlyMemory<byte>> Attributes(AsnReader set)
    {
        var read = ImmutableDictionary.CreateBuilder<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        while (set.HasData)
        {
            AsnReader attribute = set.ReadSequence();
            string name = attribute.ReadObjectIdentifier();
            AsnReader values = attribute.ReadSetOf(skipSortOrderValidation: true);
            if (values.HasData)
            {
                read[name] = values.ReadEncodedValue();
            }
        }

        return read.ToImmutable();
    }
}

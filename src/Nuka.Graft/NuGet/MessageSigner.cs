using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Nuka.Graft.NuGet;

/// <summary>One signature of a message: RFC 5652, section 5.3.</summary>
internal sealed class MessageSigner
{
    private const string ContentType = "1.2.840.113549.1.9.3";
    private const string MessageDigest = "1.2.840.113549.1.9.4";
    private const string SigningCertificate = "1.2.840.113549.1.9.16.2.12";
    private const string SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";
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
        signed = Attributes(new AsnReader(signedAttributes, AsnEncodingRules.BER).ReadSetOf(skipSortOrderValidation: true), mayRepeat: false);
        _ = info.ReadSequence();
        Signature = info.ReadOctetString();
        unsigned = info.HasData && info.PeekTag().HasSameClassAndValue(One)
            ? Attributes(info.ReadSetOf(true, One), mayRepeat: true) : ImmutableDictionary<string, ReadOnlyMemory<byte>>.Empty;
    }

    /// <summary>The bytes of the signature.</summary>
    internal byte[] Signature { get; }

    /// <summary>Reads one.</summary>
    internal static MessageSigner Read(AsnReader info) => new(info);

    /// <summary>The value of an attribute that is signed too; empty if there is none.</summary>
    internal ReadOnlyMemory<byte> Signed(string attribute) => signed.GetValueOrDefault(attribute);

    /// <summary>The first value of an attribute outside of what is signed, such as a time stamp; empty if there is none.</summary>
    internal ReadOnlyMemory<byte> Unsigned(string attribute) => unsigned.GetValueOrDefault(attribute);

    /// <summary>Finds the certificate whose key signed a message, and which the signature names.</summary>
    /// <param name="message">The message.</param>
    /// <param name="mayUseSha1">Whether the certificate may be named by its SHA-1 (RFC 2634), as older time stamps do; its own key has signed that name.</param>
    /// <returns><see langword="null"/> if none in the message did.</returns>
    internal X509Certificate2? FindCertificate(SignedMessage message, bool mayUseSha1)
    {
        if (!signed.TryGetValue(MessageDigest, out ReadOnlyMemory<byte> stated) || !signed.TryGetValue(ContentType, out ReadOnlyMemory<byte> type)
            || new AsnReader(type, AsnEncodingRules.BER).ReadObjectIdentifier() != message.ContentType
            || !CryptographicOperations.FixedTimeEquals(
                new AsnReader(stated, AsnEncodingRules.BER).ReadOctetString(), CryptographicOperations.HashData(algorithm, message.Content.Span)))
        {
            return null;
        }

        foreach (X509Certificate2 certificate in message.Certificates.Where(one => IsNamed(one, mayUseSha1)))
        {
            using RSA? key = certificate.GetRSAPublicKey();
            if (key is not null && key.VerifyData(signedAttributes, Signature, algorithm, RSASignaturePadding.Pkcs1))
            {
                return certificate;
            }
        }

        return null;
    }

    /// <summary>Whether the signature names this certificate: RFC 5035, section 3, and RFC 2634, section 5.4.</summary>
    private bool IsNamed(X509Certificate2 certificate, bool mayUseSha1)
    {
        bool isFirst = !signed.TryGetValue(SigningCertificateV2, out ReadOnlyMemory<byte> named);
        if (isFirst && (!mayUseSha1 || !signed.TryGetValue(SigningCertificate, out named)))
        {
            return false;
        }

        // The first certificate that is listed is the signer's.
        AsnReader identity = new AsnReader(named, AsnEncodingRules.BER).ReadSequence().ReadSequence().ReadSequence();
        HashAlgorithmName hash = isFirst ? HashAlgorithmName.SHA1
            : identity.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence) ? Algorithm(identity.ReadSequence().ReadObjectIdentifier()) : HashAlgorithmName.SHA256;
        return CryptographicOperations.FixedTimeEquals(identity.ReadOctetString(), certificate.GetCertHash(hash));
    }

    /// <summary>Hashes as the signer did, for what refers to its signature.</summary>
    internal static HashAlgorithmName Algorithm(string identifier) => identifier switch
    {
        "2.16.840.1.101.3.4.2.1" => HashAlgorithmName.SHA256,
        "2.16.840.1.101.3.4.2.2" => HashAlgorithmName.SHA384,
        "2.16.840.1.101.3.4.2.3" => HashAlgorithmName.SHA512,
        _ => throw new AsnContentException($"the hash {identifier} is weak or unknown"),
    };

    private static ImmutableDictionary<string, ReadOnlyMemory<byte>> Attributes(AsnReader set, bool mayRepeat)
    {
        var read = ImmutableDictionary.CreateBuilder<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        while (set.HasData)
        {
            AsnReader attribute = set.ReadSequence();
            string name = attribute.ReadObjectIdentifier();
            AsnReader values = attribute.ReadSetOf(skipSortOrderValidation: true);
            ReadOnlyMemory<byte> value = values.ReadEncodedValue();
            if (!mayRepeat && (values.HasData || read.ContainsKey(name)))
            {
                // Section 11: two values could be read as either.
                throw new AsnContentException($"the signed attribute {name} stands there twice");
            }

            read.TryAdd(name, value);
        }

        return read.ToImmutable();
    }
}

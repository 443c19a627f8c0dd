using System.Collections.Immutable;
using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Nuka.Graft.NuGet;

/// <summary>A signed message of RFC 5652 (CMS): what was signed, by whom, and the certificates that came along.</summary>
/// <param name="ContentType">What kind of thing was signed, as an object identifier.</param>
/// <param name="Content">What was signed.</param>
/// <param name="Certificates">Every certificate in the message; to be believed only as parts of a chain that ends elsewhere.</param>
/// <param name="Signers">The signatures.</param>
internal sealed record SignedMessage(
    string ContentType, ReadOnlyMemory<byte> Content, ImmutableArray<X509Certificate2> Certificates, ImmutableArray<MessageSigner> Signers)
{
    private const string SignedData = "1.2.840.113549.1.7.2";
    private static readonly Asn1Tag Zero = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag One = new(TagClass.ContextSpecific, 1, isConstructed: true);

    /// <summary>Reads a message.</summary>
    /// <param name="bytes">Its bytes; what follows the message is left alone.</param>
    /// <exception cref="AsnContentException">It is none.</exception>
    internal static SignedMessage Read(ReadOnlyMemory<byte> bytes)
    {
        AsnReader outer = new AsnReader(bytes, AsnEncodingRules.BER).ReadSequence();
        if (outer.ReadObjectIdentifier() != SignedData)
        {
            throw new AsnContentException("the message is not signed data");
        }

        AsnReader data = outer.ReadSequence(Zero).ReadSequence();
        _ = data.ReadInteger();
        _ = data.ReadSetOf(skipSortOrderValidation: true);
        AsnReader inner = data.ReadSequence();
        string contentType = inner.ReadObjectIdentifier();
        byte[] content = inner.ReadSequence(Zero).ReadOctetString();
        ImmutableArray<X509Certificate2> certificates = data.HasData && data.PeekTag().HasSameClassAndValue(Zero) ? ReadCertificates(data.ReadSetOf(true, Zero)) : [];
        if (data.PeekTag().HasSameClassAndValue(One))
        {
            _ = data.ReadEncodedValue();
        }

        AsnReader signers = data.ReadSetOf(skipSortOrderValidation: true);
        var read = ImmutableArray.CreateBuilder<MessageSigner>();
        while (signers.HasData)
        {
            read.Add(MessageSigner.Read(signers.ReadSequence()));
        }

        return new SignedMessage(contentType, content, certificates, read.ToImmutable());
    }

    private static ImmutableArray<X509Certificate2> ReadCertificates(AsnReader set)
    {
        var read = ImmutableArray.CreateBuilder<X509Certificate2>();
        while (set.HasData)
        {
            // Other kinds of certificates are tagged; they are of no use here.
            bool isCertificate = set.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence);
            ReadOnlyMemory<byte> encoded = set.ReadEncodedValue();
            if (isCertificate)
            {
                read.Add(X509CertificateLoader.LoadCertificate(encoded.Span));
            }
        }

        return read.ToImmutable();
    }
}

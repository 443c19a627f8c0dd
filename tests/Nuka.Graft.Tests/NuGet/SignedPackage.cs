using System.Buffers.Binary;
using System.Formats.Asn1;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Nuka.Graft.NuGet;

namespace Nuka.Graft.Tests.NuGet;

/// <summary>Makes packages that authorities of the tests' own have signed: RFC 5652, RFC 3161, NuGet's "Package Signatures".</summary>
public sealed class SignedPackage : IDisposable
{
    private const string SignedData = "1.2.840.113549.1.7.2";
    private const string StampContent = "1.2.840.113549.1.9.16.1.4";
    private const string Sha256 = "2.16.840.1.101.3.4.2.1";
    private static readonly Asn1Tag Zero = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag One = new(TagClass.ContextSpecific, 1, isConstructed: true);

    private readonly RSA rootKey = RSA.Create(2048);
    private readonly RSA stampRootKey = RSA.Create(2048);
    private readonly RSA authorKey = RSA.Create(2048);
    private readonly RSA otherKey = RSA.Create(2048);
    private readonly RSA stamperKey = RSA.Create(2048);
    private readonly RSA shortKey = RSA.Create(1024);
    private readonly X509Certificate2 root;
    private readonly X509Certificate2 stampRoot;

    /// <summary>Makes the authorities and the keys: once, because each takes a while.</summary>
    public SignedPackage()
    {
        root = SelfSigned("CN=Root of code", rootKey);
        stampRoot = SelfSigned("CN=Root of stamps", stampRootKey);
    }

    /// <summary>Both authorities, each for its purpose; those that a case calls foreign stand in the other list.</summary>
    internal SigningRoots Roots(SigningCase signing) => new(
        signing.IsAuthorityForeign ? [stampRoot] : [root], signing.IsStampAuthorityForeign ? [root] : [stampRoot]);

    public void Dispose()
    {
        Array.ForEach([rootKey, stampRootKey, authorKey, otherKey, stamperKey, shortKey], key => key.Dispose());
    }

    /// <summary>The bytes of a package with one file in it.</summary>
    internal byte[] Make(SigningCase signing)
    {
        using MemoryStream zip = new();
        using (ZipArchive archive = new(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream content = archive.CreateEntry("a").Open();
            content.Write("text"u8);
        }

        byte[] plain = zip.ToArray();
        string text = $"Version:1\n\n{Sha256}-Hash:{Convert.ToBase64String(SHA256.HashData(plain))}\n\n";
        return Append(plain, Sign(Encoding.ASCII.GetBytes(text), signing));
    }

    private byte[] Sign(byte[] content, SigningCase signing)
    {
        RSA key = signing.IsAuthorKeyShort ? shortKey : authorKey;
        X509Certificate2 author = AuthorCertificate(signing, key);
        X509Certificate2 named = signing.NamesOtherCertificate ? AuthorCertificate(signing, otherKey) : author;
        List<byte[]> attributes = [Attribute("1.2.840.113549.1.9.3", w => w.WriteObjectIdentifier(signing.ContentType)), Digest(content)];
        if (signing.NamesCertificate)
        {
            attributes.Add(Named(named));
        }

        if (signing.Commitment is { } commitment)
        {
            attributes.Add(Attribute("1.2.840.113549.1.9.16.2.16", w => Sequence(w, () => w.WriteObjectIdentifier(commitment))));
        }

        if (signing.StatesCommitmentTwice)
        {
            attributes.Add(Attribute("1.2.840.113549.1.9.16.2.16", w => Sequence(w, () => w.WriteObjectIdentifier(SigningCase.Receipt))));
        }

        return Message(signing.ContentType, content, [author, named], key, attributes, signature => signing.HasStamp ? Stamp(signature, signing) : null);
    }

    private X509Certificate2 AuthorCertificate(SigningCase signing, RSA key)
    {
        CertificateRequest request = new(signing.Author, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            signing.MayAuthorKeySign ? X509KeyUsageFlags.DigitalSignature : X509KeyUsageFlags.KeyEncipherment, true));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(signing.IsAuthorAnAuthority, false, 0, true));
        AddUsages(request, signing.AuthorUsages, critical: false);
        X509SignatureGenerator signer = signing.IsAuthorSignedWeakly ? new Sha1Signer(rootKey) : X509SignatureGenerator.CreateForRSA(rootKey, RSASignaturePadding.Pkcs1);
        return request.Create(root.SubjectName, signer, Year(2024), Year(signing.AuthorEndsInYear), RandomNumberGenerator.GetBytes(8));
    }

    private byte[] Stamp(byte[] signature, SigningCase signing)
    {
        CertificateRequest request = new("CN=Stamper", stamperKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        AddUsages(request, signing.StamperUsages, signing.AreStamperUsagesCritical);
        X509Certificate2 stamper = request.Create(stampRoot.SubjectName, X509SignatureGenerator.CreateForRSA(stampRootKey, RSASignaturePadding.Pkcs1),
            Year(2021), Year(2034), RandomNumberGenerator.GetBytes(8));
        byte[] imprint = SHA256.HashData(signing.IsStampForeign ? [.. signature, 0] : signature);
        byte[] info = Encode(w => Sequence(w, () =>
        {
            w.WriteInteger(1);
            w.WriteObjectIdentifier("1.2.3.4");
            Sequence(w, () =>
            {
                Algorithm(w, Sha256);
                w.WriteOctetString(imprint);
            });
            w.WriteInteger(7);
            w.WriteGeneralizedTime(Year(signing.StampedInYear).AddMonths(3), omitFractionalSeconds: true);
        }));
        return Message(StampContent, info, [stamper], stamperKey,
            [Attribute("1.2.840.113549.1.9.3", w => w.WriteObjectIdentifier(StampContent)), Digest(info), Named(stamper)], _ => null);
    }

    private static byte[] Message(
        string type, byte[] content, X509Certificate2[] certificates, RSA key, List<byte[]> attributes, Func<byte[], byte[]?> stamp)
    {
        byte[] signed = Encode(w => w.PushSetOf().Use(() => attributes.ForEach(one => w.WriteEncodedValue(one))));
        byte[] signature = key.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        byte[]? stamped = stamp(signature);
        return Encode(w => Sequence(w, () =>
        {
            w.WriteObjectIdentifier(SignedData);
            w.PushSequence(Zero).Use(() => Sequence(w, () =>
            {
                w.WriteInteger(3);
                w.PushSetOf().Use(() => Algorithm(w, Sha256));
                Sequence(w, () =>
                {
                    w.WriteObjectIdentifier(type);
                    w.PushSequence(Zero).Use(() => w.WriteOctetString(content));
                });
                w.PushSetOf(Zero).Use(() => Array.ForEach(certificates, one => w.WriteEncodedValue(one.RawData)));
                w.PushSetOf().Use(() => Sequence(w, () =>
                {
                    w.WriteInteger(3);
                    w.WriteOctetString([1], new Asn1Tag(TagClass.ContextSpecific, 0));
                    Algorithm(w, Sha256);
                    byte[] tagged = [.. signed];
                    tagged[0] = 0xA0;
                    w.WriteEncodedValue(tagged);
                    Algorithm(w, "1.2.840.113549.1.1.1");
                    w.WriteOctetString(signature);
                    if (stamped is not null)
                    {
                        w.PushSetOf(One).Use(() => w.WriteEncodedValue(Attribute("1.2.840.113549.1.9.16.2.14", inner => inner.WriteEncodedValue(stamped))));
                    }
                }));
            }));
        }));
    }

    private static byte[] Named(X509Certificate2 certificate) => Attribute("1.2.840.113549.1.9.16.2.47", w =>
        Sequence(w, () => Sequence(w, () => Sequence(w, () => w.WriteOctetString(certificate.GetCertHash(HashAlgorithmName.SHA256))))));

    private static byte[] Digest(byte[] content) => Attribute("1.2.840.113549.1.9.4", w => w.WriteOctetString(SHA256.HashData(content)));

    private static byte[] Attribute(string type, Action<AsnWriter> value) => Encode(w => Sequence(w, () =>
    {
        w.WriteObjectIdentifier(type);
        w.PushSetOf().Use(() => value(w));
    }));

    private static void Algorithm(AsnWriter writer, string identifier) => Sequence(writer, () => writer.WriteObjectIdentifier(identifier));

    private static void Sequence(AsnWriter writer, Action content) => writer.PushSequence().Use(content);

    private static byte[] Encode(Action<AsnWriter> write)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        write(writer);
        return writer.Encode();
    }

    private static void AddUsages(CertificateRequest request, string[] usages, bool critical)
    {
        if (usages.Length > 0)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([.. usages.Select(one => new Oid(one))], critical));
        }
    }

    private static X509Certificate2 SelfSigned(string name, RSA key)
    {
        CertificateRequest request = new(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(Year(2020), Year(2035));
    }

    private static DateTimeOffset Year(int year) => new(year, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Puts a stored entry at the end of a zip file, as NuGet's clients do.</summary>
    private static byte[] Append(byte[] zip, byte[] signature)
    {
        byte[] name = ".signature.p7s"u8.ToArray();
        int start = (int)BinaryPrimitives.ReadUInt32LittleEndian(zip.AsSpan(zip.Length - 22 + 16));
        byte[] local = new byte[30];
        BinaryPrimitives.WriteUInt32LittleEndian(local, 0x04034B50);
        BinaryPrimitives.WriteUInt32LittleEndian(local.AsSpan(18), (uint)signature.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(local.AsSpan(22), (uint)signature.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(local.AsSpan(26), (ushort)name.Length);
        byte[] record = new byte[46];
        BinaryPrimitives.WriteUInt32LittleEndian(record, 0x02014B50);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(20), (uint)signature.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(24), (uint)signature.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(28), (ushort)name.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(42), (uint)start);
        byte[] end = zip[^22..];
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), 2);
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), 2);
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(12));
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), size + (uint)(record.Length + name.Length));
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), (uint)(start + local.Length + name.Length + signature.Length));
        return [.. zip[..start], .. local, .. name, .. signature, .. zip[start..^22], .. record, .. name, .. end];
    }
}

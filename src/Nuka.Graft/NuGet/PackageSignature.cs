using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Nuka.Platform.Errors;

namespace Nuka.Graft.NuGet;

/// <summary>
/// Checks the signature that a package of NuGet carries in itself: that it covers every byte of the file, that a trusted time stamp says
/// when it was made, and that its certificate belongs to who should have made the package. NuGet's specification "Package Signatures".
/// </summary>
/// <param name="roots">The authorities that are believed.</param>
public sealed class PackageSignature(SigningRoots roots)
{
    private const string EntryName = ".signature.p7s";
    private const string PlainContent = "1.2.840.113549.1.7.1";
    private const string CommitmentAttribute = "1.2.840.113549.1.9.16.2.16";
    private const string ProofOfOrigin = "1.2.840.113549.1.9.16.6.1";
    private const string TimeStampAttribute = "1.2.840.113549.1.9.16.2.14";
    private const string TimeStampContent = "1.2.840.113549.1.9.16.1.4";
    private const string Sha256Line = "2.16.840.1.101.3.4.2.1-Hash:";
    private const int SignatureBytes = 1 << 20;
    private const int DirectoryBytes = 64 << 20;

    // ZIP's own specification (APPNOTE), sections 4.3.7, 4.3.12 and 4.3.16.
    private const int EndLength = 22;
    private const int RecordLength = 46;
    private const int LocalLength = 30;

    /// <summary>Checks a package's file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="author">The distinguished name that its author's certificate must bear, whole: <c>CN=…, O=…, C=…</c>.</param>
    /// <exception cref="NukaException"><c>graft/bad-package-signature</c>.</exception>
    public void Check(string file, string author)
    {
        ArgumentNullException.ThrowIfNull(author);
        try
        {
            using FileStream stream = File.OpenRead(file);
            (byte[] signature, byte[] digest) = ReadSigned(stream, HashAlgorithmName.SHA256);
            SignedMessage message = SignedMessage.Read(signature);
            if (StatedDigest(message.Content.Span) is not { } stated || !CryptographicOperations.FixedTimeEquals(stated, digest))
            {
                throw Refuse(file, "the signature is one of other bytes");
            }

            CheckSigner(message, new X500DistinguishedName(author), file);
        }
        catch (Exception broken) when (broken is AsnContentException or CryptographicException or InvalidDataException or EndOfStreamException)
        {
            throw Refuse(file, broken.Message);
        }
    }

    private void CheckSigner(SignedMessage message, X500DistinguishedName author, string file)
    {
        MessageSigner signer = message.Signers is [var only] ? only : throw Refuse(file, "it has more than one signature of the package");
        X509Certificate2 certificate = message.ContentType == PlainContent && signer.FindCertificate(message, mayUseSha1: false) is { } found
            ? found : throw Refuse(file, "the signature is wrong");
        if (!IsByAuthor(signer))
        {
            throw Refuse(file, "it is not its author's signature");
        }

        DateTime made = ReadTime(signer) ?? throw Refuse(file, "no time stamp of a known authority says when it was signed");
        if (CertificateRules.OfAuthors().FindFault(certificate, message, roots.CodeSigning, made) is { } fault)
        {
            throw Refuse(file, $"the certificate of its signature is not to be trusted: {fault}");
        }

        if (!Words(certificate.SubjectName).SequenceEqual(Words(author)))
        {
            throw Refuse(file, $"{certificate.SubjectName.Name} signed it, and {author.Name} should have");
        }
    }

    /// <summary>Whether who signed says to have made the package, not only to have passed it on: RFC 5126, section 5.11.1.</summary>
    private static bool IsByAuthor(MessageSigner signer) =>
        signer.Signed(CommitmentAttribute) is { IsEmpty: false } commitment
        && new AsnReader(commitment, AsnEncodingRules.BER).ReadSequence().ReadObjectIdentifier() == ProofOfOrigin;

    /// <summary>
    /// What NuGet's locks call the content hash of a package: the SHA-512 of its file as it was before it was signed, so that it is the same whoever
    /// signed it again.
    /// </summary>
    /// <param name="file">The package's file.</param>
    public static byte[] HashContent(string file)
    {
        using FileStream stream = File.OpenRead(file);
        try
        {
            return ReadSigned(stream, HashAlgorithmName.SHA512).Digest;
        }
        catch (Exception unsigned) when (unsigned is InvalidDataException or EndOfStreamException)
        {
            stream.Position = 0;
            return SHA512.HashData(stream);
        }
    }

    /// <summary>The signature's bytes, and the digest of the file as it was before the signature was put into it.</summary>
    private static (byte[] Signature, byte[] Digest) ReadSigned(FileStream file, HashAlgorithmName algorithm)
    {
        byte[] end = Read(file, file.Length - EndLength, EndLength);
        uint directorySize = BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(12));
        uint directoryStart = BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(16));
        bool plain = BinaryPrimitives.ReadUInt32LittleEndian(end) == 0x06054B50 && directorySize <= DirectoryBytes
            && directoryStart + (long)directorySize + EndLength == file.Length;
        byte[] directory = plain ? Read(file, directoryStart, (int)directorySize) : throw new InvalidDataException("it is no zip file as packages are");
        (int at, int length, uint local) = FindRecord(directory);

        // NuGet appends the signature, so that taking it away leaves the file as it was.
        byte[] head = Read(file, local, LocalLength);
        int names = BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(26)) + BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(28));
        long content = local + LocalLength + names;
        uint size = BinaryPrimitives.ReadUInt32LittleEndian(directory.AsSpan(at + 24));
        if (BinaryPrimitives.ReadUInt16LittleEndian(directory.AsSpan(at + 10)) != 0 || size > SignatureBytes || content + size != directoryStart)
        {
            throw new InvalidDataException("its signature does not stand at the end, as it is");
        }

        ushort count = BinaryPrimitives.ReadUInt16LittleEndian(end.AsSpan(10));
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(8), (ushort)(count - 1));
        BinaryPrimitives.WriteUInt16LittleEndian(end.AsSpan(10), (ushort)(count - 1));
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), (uint)(directorySize - length));
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), local);
        using IncrementalHash hash = IncrementalHash.CreateHash(algorithm);
        AppendStart(file, local, hash);
        hash.AppendData(directory, 0, at);
        hash.AppendData(directory, at + length, directory.Length - at - length);
        hash.AppendData(end);
        return (Read(file, content, (int)size), hash.GetHashAndReset());
    }

    private static (int At, int Length, uint Local) FindRecord(byte[] directory)
    {
        (int At, int Length, uint Local)? found = null;
        for (int at = 0; at + RecordLength <= directory.Length;)
        {
            int name = BinaryPrimitives.ReadUInt16LittleEndian(directory.AsSpan(at + 28));
            int length = RecordLength + name + BinaryPrimitives.ReadUInt16LittleEndian(directory.AsSpan(at + 30))
                + BinaryPrimitives.ReadUInt16LittleEndian(directory.AsSpan(at + 32));
            if (at + length > directory.Length)
            {
                break;
            }

            if (directory.AsSpan(at + RecordLength, name).SequenceEqual(Encoding.ASCII.GetBytes(EntryName)))
            {
                found = found is null ? (at, length, BinaryPrimitives.ReadUInt32LittleEndian(directory.AsSpan(at + 42)))
                    : throw new InvalidDataException("it has two signatures");
            }

            at += length;
        }

        return found ?? throw new InvalidDataException("it is not signed");
    }

    private static void AppendStart(FileStream file, long length, IncrementalHash hash)
    {
        byte[] buffer = new byte[1 << 17];
        for (long at = 0; at < length;)
        {
            int read = RandomAccess.Read(file.SafeFileHandle, buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - at)), at);
            hash.AppendData(buffer, 0, read > 0 ? read : throw new EndOfStreamException("the file ends early"));
            at += read;
        }
    }

    private static byte[] Read(FileStream file, long start, int length)
    {
        byte[] bytes = new byte[length];
        int read = start < 0 ? 0 : RandomAccess.Read(file.SafeFileHandle, bytes, start);
        return read == length ? bytes : throw new InvalidDataException("the file is too short to be a package");
    }

    private static byte[]? StatedDigest(ReadOnlySpan<byte> content)
    {
        string? line = Encoding.UTF8.GetString(content).Split('\n').FirstOrDefault(one => one.StartsWith(Sha256Line, StringComparison.Ordinal));
        byte[] digest = new byte[SHA256.HashSizeInBytes];
        return line is not null && Convert.TryFromBase64String(line[Sha256Line.Length..].Trim(), digest, out int length) && length == digest.Length ? digest : null;
    }

    /// <summary>The time that a trusted time stamp of the signature states: RFC 3161, section 2.4.2.</summary>
    private DateTime? ReadTime(MessageSigner signer)
    {
        ReadOnlyMemory<byte> token = signer.Unsigned(TimeStampAttribute);
        if (token.IsEmpty)
        {
            return null;
        }

        SignedMessage stamp = SignedMessage.Read(token);
        X509Certificate2? authority = stamp is { ContentType: TimeStampContent, Signers: [var only] } ? only.FindCertificate(stamp, mayUseSha1: true) : null;
        AsnReader info = new AsnReader(stamp.Content, AsnEncodingRules.BER).ReadSequence();
        _ = info.ReadInteger();
        _ = info.ReadObjectIdentifier();
        AsnReader imprint = info.ReadSequence();
        HashAlgorithmName algorithm = MessageSigner.Algorithm(imprint.ReadSequence().ReadObjectIdentifier());
        bool same = CryptographicOperations.FixedTimeEquals(imprint.ReadOctetString(), CryptographicOperations.HashData(algorithm, signer.Signature));
        _ = info.ReadInteger();
        DateTime time = info.ReadGeneralizedTime().UtcDateTime;
        return authority is not null && same && CertificateRules.OfTimeStamps().FindFault(authority, stamp, roots.TimeStamping, time) is null ? time : null;
    }

    /// <summary>A name's parts in their order; how the text of each is encoded does not matter.</summary>
    private static IEnumerable<(string?, string?)> Words(X500DistinguishedName name) =>
        name.EnumerateRelativeDistinguishedNames().Select(part => part.HasMultipleElements ? (null, Convert.ToHexString(part.RawData.Span))
            : (part.GetSingleElementType().Value, part.GetSingleElementValue()));

    private static NukaException Refuse(string file, string reason) =>
        new Problem("graft/bad-package-signature", $"the package {Path.GetFileName(file)} is not signed as it should be")
        {
            Reasons = [reason],
            Hints = ["another source of NuGet may have it as it was published"],
        }.ToException();
}

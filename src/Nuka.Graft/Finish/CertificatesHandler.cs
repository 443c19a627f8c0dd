using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Nuka.Graft.Finish;

/// <summary>
/// The bundle of certificate authorities, as update-ca-certificates makes it: all certificates in one file, a link for each, and
/// links by the hash of the subject, by which OpenSSL finds them.
/// </summary>
internal sealed class CertificatesHandler : IFinishHandler
{
    private const string Source = "usr/share/ca-certificates";
    private const string Place = "etc/ssl/certs";

    /// <inheritdoc/>
    public string Identity => "certificates/1";

    /// <inheritdoc/>
    public void Apply(FinishContext context)
    {
        StringBuilder configuration = new();
        MemoryStream bundle = new();
        Dictionary<string, int> hashes = new(StringComparer.Ordinal);
        foreach (string path in context.Root.Files(Source).Where(path => path.EndsWith(".crt", StringComparison.Ordinal)).ToArray())
        {
            byte[] certificate = context.Root.Read(path) ?? [];
            string name = Name(path);
            bundle.Write(certificate);
            bundle.Write(certificate is [.., (byte)'\n'] ? [] : "\n"u8);
            configuration.Append(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(path[(Source.Length + 1)..]))).Append('\n');
            context.Layer.AddSymlink($"{Place}/{name}", "/" + path);
            AddHash(context, certificate, name, hashes);
        }

        if (bundle.Length > 0)
        {
            context.Layer.AddFile($"{Place}/ca-certificates.crt", bundle.ToArray());
            context.Layer.AddFile("etc/ca-certificates.conf", configuration.ToString());
        }
    }

    /// <summary>
    /// The hash by which OpenSSL looks a subject up (X509_NAME_hash, crypto/x509/x509_cmp.c): the first four bytes, as a little-endian number, of the SHA-1
    /// of the names, each value as UTF-8 in lower case with its blanks tidied, without the outermost header.
    /// </summary>
    internal static string SubjectHash(ReadOnlyMemory<byte> subject)
    {
        AsnReader names = new AsnReader(subject, AsnEncodingRules.DER).ReadSequence();
        List<byte> canonical = [];
        while (names.HasData)
        {
            AsnWriter writer = new(AsnEncodingRules.DER);
            AsnReader set = names.ReadSetOf();
            using (writer.PushSetOf())
            {
                while (set.HasData)
                {
                    WriteCanonical(writer, set.ReadSequence());
                }
            }

            canonical.AddRange(writer.Encode());
        }

        // SHA-1 is what the file name is made of; nothing rests on its strength.
#pragma warning disable CA5350
        byte[] digest = SHA1.HashData([.. canonical]);
#pragma warning restore CA5350
        return BitConverter.ToUInt32(digest).ToString("x8", CultureInfo.InvariantCulture);
    }

    private static void WriteCanonical(AsnWriter writer, AsnReader attribute)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(attribute.ReadObjectIdentifier());
            Asn1Tag tag = attribute.PeekTag();
            UniversalTagNumber kind = tag.TagClass == TagClass.Universal ? (UniversalTagNumber)tag.TagValue : UniversalTagNumber.EndOfContents;
            if (kind is UniversalTagNumber.UTF8String or UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String
                or UniversalTagNumber.T61String or UniversalTagNumber.BMPString or UniversalTagNumber.VisibleString)
            {
                writer.WriteCharacterString(UniversalTagNumber.UTF8String, Tidy(attribute.ReadCharacterString(kind)));
            }
            else
            {
                writer.WriteEncodedValue(attribute.ReadEncodedValue().Span);
            }
        }
    }

    private static string Tidy(string value)
    {
        string[] words = value.Split([' ', '\t', '\n', '\v', '\f', '\r'], StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(string.Join(' ', words).Select(letter => char.IsAscii(letter) ? char.ToLowerInvariant(letter) : letter));
    }

    private static void AddHash(FinishContext context, byte[] certificate, string name, Dictionary<string, int> hashes)
    {
        try
        {
            using X509Certificate2 read = X509Certificate2.CreateFromPem(Encoding.Latin1.GetString(certificate));
            string hash = SubjectHash(read.SubjectName.RawData);
            int number = hashes.GetValueOrDefault(hash);
            hashes[hash] = number + 1;
            context.Layer.AddSymlink(string.Create(CultureInfo.InvariantCulture, $"{Place}/{hash}.{number}"), name);
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or AsnContentException)
        {
            context.Notices.Add($"the certificate {name} cannot be read, so OpenSSL will not find it by its subject");
        }
    }

    // The names that update-ca-certificates gives: blanks and commas to underscores, brackets to equals signs.
    private static string Name(string path)
    {
        string name = path[(path.LastIndexOf('/') + 1)..^".crt".Length];
        return name.Replace(' ', '_').Replace(',', '_').Replace('(', '=').Replace(')', '=') + ".pem";
    }
}

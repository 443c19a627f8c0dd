using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Nuka.Platform.Errors;

namespace Nuka.Trust.Keys;

/// <summary>
/// The file of a secret key, in OpenSSH's own format (PROTOCOL.key, <c>openssh-key-v1</c>) without a passphrase, so that ssh-keygen reads it and a key that
/// ssh-keygen made can be laid in its place (specs/keys.md).
/// </summary>
internal static class KeyFile
{
    /// <summary>More than a key with a long comment takes.</summary>
    internal const int LimitBytes = 16384;

    private const string Begin = "-----BEGIN OPENSSH PRIVATE KEY-----";
    private const string End = "-----END OPENSSH PRIVATE KEY-----";
    private const int BlockLength = 8;

    private static ReadOnlySpan<byte> Magic => "openssh-key-v1\0"u8;

    /// <summary>The text of the file.</summary>
    internal static byte[] Write(SigningKey key, string comment)
    {
        // Twice the same number: how a reader sees that it decrypted rightly. Nothing is encrypted here, so it need not be random.
        using MemoryStream secret = new();
        secret.Write(key.PublicKey.Bytes[..4]);
        secret.Write(key.PublicKey.Bytes[..4]);
        WriteText(secret, Encoding.ASCII.GetBytes(PublicKey.Kind));
        WriteText(secret, key.PublicKey.Bytes);
        WriteText(secret, [.. key.Seed, .. key.PublicKey.Bytes]);
        WriteText(secret, Encoding.UTF8.GetBytes(comment));
        for (byte pad = 1; secret.Length % BlockLength != 0; pad++)
        {
            secret.WriteByte(pad);
        }

        using MemoryStream file = new();
        file.Write(Magic);
        WriteText(file, "none"u8);
        WriteText(file, "none"u8);
        WriteText(file, []);
        file.Write([0, 0, 0, 1]); // one key
        WriteText(file, key.PublicKey.Blob);
        WriteText(file, secret.ToArray());
        IEnumerable<string> lines = Convert.ToBase64String(file.ToArray()).Chunk(70).Select(line => new string(line));
        byte[] text = Encoding.ASCII.GetBytes(string.Join('\n', [Begin, .. lines, End, ""]));
        CryptographicOperations.ZeroMemory(file.GetBuffer());
        CryptographicOperations.ZeroMemory(secret.GetBuffer());
        return text;
    }

    /// <summary>Reads the text of a file.</summary>
    /// <param name="text">All of it.</param>
    /// <param name="path">Where it lies, for the error.</param>
    /// <exception cref="NukaException"><c>trust/bad-key-file</c>.</exception>
    internal static SigningKey Read(ReadOnlySpan<byte> text, string path)
    {
        string[] lines = Encoding.ASCII.GetString(text).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        byte[] bytes;
        try
        {
            bytes = lines is [Begin, .., End] ? Convert.FromBase64String(string.Concat(lines[1..^1])) : throw Bad(path, "it does not have OpenSSH's first and last line");
        }
        catch (FormatException error)
        {
            throw Bad(path, "what stands between its first and last line is not base64", error);
        }

        try
        {
            return Read(new SshReader(bytes), path);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static SigningKey Read(SshReader reader, string path)
    {
        bool isKey = reader.Take(Magic.Length).SequenceEqual(Magic);
        bool isOpen = reader.Text().SequenceEqual("none"u8) & reader.Text().SequenceEqual("none"u8) & reader.Text().IsEmpty;
        if (!isKey || reader.IsTorn)
        {
            throw Bad(path, "it does not begin as OpenSSH's keys do");
        }

        if (!isOpen)
        {
            throw Bad(path, "it is encrypted with a passphrase, which nuka does not ask for");
        }

        bool isOne = reader.Number() == 1;
        reader.Text();
        SshReader secret = new(reader.Text());
        bool isWhole = secret.Number() == secret.Number() && !reader.IsTorn;
        if (!secret.Text().SequenceEqual("ssh-ed25519"u8))
        {
            throw Bad(path, "it is of another kind than ssh-ed25519");
        }

        ReadOnlySpan<byte> publicKey = secret.Text();
        ReadOnlySpan<byte> pair = secret.Text();
        secret.Text();
        if (!isOne || !isWhole || secret.IsTorn || pair.Length != 2 * Ed25519.KeyLength || !pair[Ed25519.KeyLength..].SequenceEqual(publicKey))
        {
            throw Bad(path, "its parts do not fit together");
        }

        SigningKey key = new(pair[..Ed25519.KeyLength]);
        return key.PublicKey.Bytes.SequenceEqual(publicKey) ? key : throw Bad(path, "its public half is not that of its secret half");
    }

    private static void WriteText(MemoryStream bytes, ReadOnlySpan<byte> text)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
        bytes.Write(length);
        bytes.Write(text);
    }

    private static NukaException Bad(string path, string reason, Exception? inner = null) => new Problem("trust/bad-key-file", "nuka's own key cannot be read")
    {
        Place = new Place(path),
        Reasons = [reason],
        Hints = ["put the right file back, or move it away: a new key is made then, which nobody trusts yet"],
    }.ToException(inner);
}

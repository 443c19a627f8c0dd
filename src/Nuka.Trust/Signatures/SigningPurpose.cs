using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Nuka.Trust.Signatures;

/// <summary>
/// What a signature is for. It is part of what is signed, so that one made for a purpose is worth nothing for another, even under the same key: the
/// <c>namespace</c> of OpenSSH's signatures (PROTOCOL.sshsig), whose bytes these are, so that <c>ssh-keygen -Y verify</c> reads them too (specs/keys.md).
/// </summary>
public sealed class SigningPurpose
{
    private const string HashName = "sha512";

    private SigningPurpose(string name) => Name = name;

    /// <summary>A realisation: specs/realisation.md.</summary>
    public static SigningPurpose Realisation { get; } = new("nuka-realisation-v1");

    /// <summary>A realisation of an impure build, or of something made from one: it counts only where it was made (specs/realisation.md).</summary>
    public static SigningPurpose ImpureRealisation { get; } = new("nuka-impure-realisation-v1");

    /// <summary>The name, which is signed.</summary>
    public string Name { get; }

    /// <summary>What the key signs: magic, purpose, nothing, the name of the hash, the hash of the message; each text behind its length.</summary>
    internal byte[] SignedBytes(ReadOnlySpan<byte> message)
    {
        using MemoryStream bytes = new();
        bytes.Write("SSHSIG"u8);
        WriteText(bytes, Encoding.ASCII.GetBytes(Name));
        WriteText(bytes, []);
        WriteText(bytes, Encoding.ASCII.GetBytes(HashName));
        WriteText(bytes, SHA512.HashData(message));
        return bytes.ToArray();
    }

    /// <summary>A signature as a file for <c>ssh-keygen -Y verify</c>.</summary>
    /// <param name="key">Whose it is.</param>
    /// <param name="signature">Its 64 bytes.</param>
    public string Armour(Keys.PublicKey key, ReadOnlySpan<byte> signature)
    {
        ArgumentNullException.ThrowIfNull(key);
        using MemoryStream inner = new();
        WriteText(inner, "ssh-ed25519"u8);
        WriteText(inner, signature);
        using MemoryStream bytes = new();
        bytes.Write("SSHSIG"u8);
        bytes.Write([0, 0, 0, 1]); // SIG_VERSION
        WriteText(bytes, key.Blob);
        WriteText(bytes, Encoding.ASCII.GetBytes(Name));
        WriteText(bytes, []);
        WriteText(bytes, Encoding.ASCII.GetBytes(HashName));
        WriteText(bytes, inner.ToArray());
        IEnumerable<string> lines = Convert.ToBase64String(bytes.ToArray()).Chunk(70).Select(line => new string(line));
        return string.Join('\n', ["-----BEGIN SSH SIGNATURE-----", .. lines, "-----END SSH SIGNATURE-----", ""]);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static void WriteText(MemoryStream bytes, ReadOnlySpan<byte> text)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
        bytes.Write(length);
        bytes.Write(text);
    }
}

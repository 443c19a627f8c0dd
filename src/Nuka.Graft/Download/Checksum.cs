using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Nuka.Graft.Download;

/// <summary>What the bytes of a foreign archive's file must hash to: SHA-256 (Debian) or SHA-512 (npm). Weaker ones are no evidence.</summary>
public sealed record Checksum
{
    private Checksum(bool isSha512, string hex)
    {
        IsSha512 = isSha512;
        Hex = hex;
    }

    /// <summary>Whether it is SHA-512 and not SHA-256.</summary>
    public bool IsSha512 { get; }

    /// <summary>The digest's lower-case hexadecimal digits: 64 or 128 of them.</summary>
    public string Hex { get; }

    /// <summary>The directory of files named by digests of this kind.</summary>
    public string Algorithm => IsSha512 ? "sha512" : "sha256";

    /// <summary>Makes one of 64 hexadecimal digits.</summary>
    /// <param name="hex">The digits, in any case.</param>
    /// <exception cref="FormatException">They are not that.</exception>
    public static Checksum FromSha256(string hex) => TryReadSha256(hex) ?? throw new FormatException($"not a SHA-256: {hex}");

    /// <summary>Reads 64 hexadecimal digits from where anything may stand.</summary>
    /// <param name="hex">The digits, in any case.</param>
    /// <returns><see langword="null"/> if they are not that.</returns>
    public static Checksum? TryReadSha256(string? hex) => hex is { Length: 64 } && hex.All(char.IsAsciiHexDigit) ? new Checksum(false, hex.ToLowerInvariant()) : null;

    /// <summary>Reads npm's form: words of algorithm, hyphen, base64; the strongest that is known counts. Source: W3C Subresource Integrity.</summary>
    /// <param name="text">The words.</param>
    /// <param name="checksum">What the file must have, if a strong one is stated.</param>
    public static bool TryParseIntegrity(string? text, [NotNullWhen(true)] out Checksum? checksum)
    {
        checksum = null;
        foreach (string word in (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int hyphen = word.IndexOf('-', StringComparison.Ordinal);
            bool isSha512 = hyphen > 0 && word[..hyphen] == "sha512";
            if (!isSha512 && (hyphen <= 0 || word[..hyphen] != "sha256" || checksum is not null))
            {
                continue;
            }

            byte[] digest = new byte[SHA512.HashSizeInBytes];
            string encoded = word[(hyphen + 1)..].Split('?')[0];
            if (Convert.TryFromBase64String(encoded, digest, out int length) && length == (isSha512 ? 64 : 32))
            {
                checksum = new Checksum(isSha512, Convert.ToHexStringLower(digest.AsSpan(0, length)));
                if (isSha512)
                {
                    return true;
                }
            }
        }

        return checksum is not null;
    }

    /// <summary>Begins to hash bytes that must have this checksum.</summary>
    internal IncrementalHash BeginHash() => BeginHash(IsSha512);

    /// <summary>Begins to hash bytes whose checksum is to be found.</summary>
    internal static IncrementalHash BeginHash(bool isSha512) => IncrementalHash.CreateHash(isSha512 ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256);

    /// <summary>The checksum of what was hashed; the hash is finished by it.</summary>
    internal static Checksum Of(IncrementalHash hash) =>
        new(hash.AlgorithmName == HashAlgorithmName.SHA512, Convert.ToHexStringLower(hash.GetHashAndReset()));

    /// <summary>Whether what was hashed has this checksum; the hash is finished by it.</summary>
    internal bool Matches(IncrementalHash hash) => Of(hash) == this;

    /// <inheritdoc/>
    public override string ToString() => $"{Algorithm}:{Hex}";
}

using System.Collections.Immutable;

namespace Nuka.Graft.Sources;

/// <summary>
/// What gpgv says of the signatures of a text, from its status lines. Source: GnuPG, doc/DETAILS, "format of the --status-fd output".
/// </summary>
internal sealed class GpgvStatus
{
    /// <summary>Hash algorithms that a signature may use: SHA-256, SHA-384, SHA-512. Source: RFC 4880 section 9.4.</summary>
    private static readonly string[] StrongHashes = ["8", "9", "10"];

    private readonly List<(string Fingerprint, string Primary)> good = [];
    private readonly List<string> reasons = [];

    /// <summary>Why the signatures that count for nothing do not count.</summary>
    internal ImmutableArray<string> Reasons => [.. reasons];

    /// <summary>Whether some signature is wrong for what it covers: then no other helps.</summary>
    internal bool HasBadSignature { get; private set; }

    /// <summary>Reads the status lines.</summary>
    internal static GpgvStatus Parse(string output)
    {
        GpgvStatus status = new();
        bool current = false;
        foreach (string line in output.Split('\n'))
        {
            string[] words = line.TrimEnd('\r').Split(' ');
            if (words.Length < 2 || words[0] != "[GNUPG:]")
            {
                continue;
            }

            string key = words.Length > 2 ? words[2] : "";
            switch (words[1])
            {
                case "NEWSIG":
                    current = false;
                    break;
                case "GOODSIG":
                    current = true;
                    break;
                case "VALIDSIG" when current && words.Length >= 12:
                    status.AddValid(key, words[9], words[11]);
                    break;
                case "BADSIG":
                    status.HasBadSignature = true;
                    status.reasons.Add($"the signature by {key} does not fit the text");
                    break;
                case "EXPKEYSIG":
                    current = false;
                    status.reasons.Add($"the key {key} has expired");
                    break;
                case "EXPSIG":
                    current = false;
                    status.reasons.Add($"the signature by {key} has expired");
                    break;
                case "REVKEYSIG":
                    current = false;
                    status.reasons.Add($"the key {key} was revoked");
                    break;
                case "NO_PUBKEY":
                    current = false;
                    status.reasons.Add($"the key {key} is not in the source's keyring");
                    break;
                case "ERRSIG":
                    current = false;
                    break;
                case "NODATA":
                    status.reasons.Add("it holds no signature");
                    break;
            }
        }

        return status;
    }

    /// <summary>The primary key of a signature that counts, or <see langword="null"/>.</summary>
    /// <param name="wanted">Fingerprints that may sign; empty: any key of the keyring.</param>
    internal string? FindSigner(ImmutableArray<string> wanted)
    {
        if (HasBadSignature)
        {
            return null;
        }

        foreach ((string fingerprint, string primary) in good)
        {
            if (wanted.IsEmpty || wanted.Contains(fingerprint) || wanted.Contains($"{fingerprint}!") || wanted.Contains(primary))
            {
                return primary;
            }

            reasons.Add($"the key {primary} signed it, which the source does not name");
        }

        return null;
    }

    private void AddValid(string fingerprint, string hashAlgorithm, string primary)
    {
        if (StrongHashes.Contains(hashAlgorithm))
        {
            good.Add((fingerprint, primary));
        }
        else
        {
            reasons.Add($"the signature by {fingerprint} uses a weak hash");
        }
    }
}

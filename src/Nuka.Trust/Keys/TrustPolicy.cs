using System.Collections.Immutable;

namespace Nuka.Trust.Keys;

/// <summary>Whose word counts for one command. Everybody else's signatures may be right and are still worth nothing.</summary>
/// <param name="keys">The keys, those that count most first; of two entries for one key the first holds.</param>
public sealed class TrustPolicy(IEnumerable<TrustedKey> keys)
{
    /// <summary>The keys, the own one first, each once.</summary>
    public ImmutableArray<TrustedKey> Keys { get; } = [.. keys.DistinctBy(trusted => trusted.Key).OrderBy(trusted => trusted.Origin)];

    /// <summary>What a key is called, if its word counts.</summary>
    /// <param name="key">The key.</param>
    public TrustedKey? Find(PublicKey key) => Keys.FirstOrDefault(trusted => trusted.Key == key);

    /// <summary>Whether a key's word counts.</summary>
    /// <param name="key">The key.</param>
    public bool Trusts(PublicKey key) => Find(key) is not null;

    /// <summary>The name of a key for people: its name here, else its fingerprint.</summary>
    /// <param name="key">The key.</param>
    public string NameOf(PublicKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Find(key)?.Name ?? key.Fingerprint;
    }
}

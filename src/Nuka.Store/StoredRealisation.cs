using System.Collections.Immutable;
using Nuka.Content.Hashing;

namespace Nuka.Store;

/// <summary>
/// A signed realisation as the store keeps it (specs/realisation.md). The store knows nothing of keys: whoever puts one in has verified the signature, and
/// whoever takes one out verifies it again and asks whether the signer's word counts.
/// </summary>
/// <param name="BuildKey">The build key.</param>
/// <param name="Output">The output's name.</param>
/// <param name="Tree">The tree that came out.</param>
/// <param name="Runs">The trees that it needs when it runs.</param>
/// <param name="Signer">The key that signed, 32 bytes.</param>
/// <param name="Signature">The signature, 64 bytes.</param>
public sealed record StoredRealisation(
    Digest BuildKey, string Output, Digest Tree, ImmutableArray<Digest> Runs, ImmutableArray<byte> Signer, ImmutableArray<byte> Signature);

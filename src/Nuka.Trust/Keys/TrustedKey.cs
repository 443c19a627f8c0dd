namespace Nuka.Trust.Keys;

/// <summary>A key whose word counts.</summary>
/// <param name="Name">What it is called here.</param>
/// <param name="Key">The key.</param>
/// <param name="Origin">Why it counts.</param>
public sealed record TrustedKey(string Name, PublicKey Key, TrustOrigin Origin);

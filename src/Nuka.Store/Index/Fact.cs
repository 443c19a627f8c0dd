using Nuka.Content.Hashing;

namespace Nuka.Store.Index;

/// <summary>Something found out that can be found out again: a row of a small cache table.</summary>
/// <param name="Area">The table's name.</param>
/// <param name="Key">What it is about.</param>
/// <param name="Value">What was found.</param>
/// <param name="Tree">The tree that it speaks of: when that is collected, the fact goes too.</param>
internal readonly record struct Fact(string Area, byte[] Key, byte[] Value, Digest? Tree);

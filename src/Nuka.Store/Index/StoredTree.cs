using Nuka.Content.Hashing;

namespace Nuka.Store.Index;

/// <summary>A tree as the index keeps it.</summary>
/// <param name="Digest">BLAKE3 of the encoding.</param>
/// <param name="Encoding">The canonical encoding.</param>
internal readonly record struct StoredTree(Digest Digest, byte[] Encoding);

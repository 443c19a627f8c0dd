using Nuka.Content.Hashing;

namespace Nuka.Content.Trees;

/// <summary>The name of a blob or of a tree: its kind and its digest.</summary>
/// <param name="Kind">Of what the digest is.</param>
/// <param name="Digest">BLAKE3-256 of the blob's bytes, or of the tree's canonical encoding.</param>
public readonly record struct Cid(ContentKind Kind, Digest Digest);

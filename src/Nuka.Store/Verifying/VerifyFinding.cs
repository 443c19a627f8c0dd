using System.Collections.Immutable;
using Nuka.Content.Trees;

namespace Nuka.Store;

/// <summary>One thing in a store that is not as it should be.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Name">The blob or tree.</param>
/// <param name="File">The file in the store's directory; of a view the first path that is wrong; empty for a tree.</param>
/// <param name="Holders">The roots that keep it, by name.</param>
/// <param name="Repaired">Whether it is right again.</param>
public sealed record VerifyFinding(VerifyFindingKind Kind, Cid Name, string File, ImmutableArray<string> Holders, bool Repaired);

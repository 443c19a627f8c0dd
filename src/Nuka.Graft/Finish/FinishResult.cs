using System.Collections.Immutable;
using Nuka.Content.Hashing;

namespace Nuka.Graft.Finish;

/// <summary>A finish layer.</summary>
/// <param name="Tree">The layer's tree: it goes on top of the packages' trees.</param>
/// <param name="Identity">What the layer was made of: ordered trees, control files and handler versions, hashed.</param>
/// <param name="Notices">What a person may want to know: scripts that failed, alternatives that were not made. One line each.</param>
public sealed record FinishResult(Digest Tree, Digest Identity, ImmutableArray<string> Notices);

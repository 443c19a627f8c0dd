using System.Collections.Immutable;

namespace Nuka.Build.Outputs.References;

/// <summary>A tree that an output needs when it runs, and why.</summary>
/// <param name="Owner">Whose tree it is.</param>
/// <param name="Evidence">What refers to it, in the order of files.</param>
public sealed record RunReference(ReferenceOwner Owner, ImmutableArray<ReferenceEvidence> Evidence);

using System.Collections.Immutable;

namespace Nuka.Build.Outputs.References;

/// <summary>The references of one output.</summary>
/// <param name="Output">The output, as an owner of what it holds.</param>
/// <param name="References">What it needs, itself left out: in the order of the outputs, then of the owners that were given.</param>
public sealed record OutputReferences(ReferenceOwner Output, ImmutableArray<RunReference> References);

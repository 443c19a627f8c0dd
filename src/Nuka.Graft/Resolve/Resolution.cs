using System.Collections.Immutable;

namespace Nuka.Graft.Resolve;

/// <summary>What was chosen.</summary>
/// <param name="Packages">The packages: the base first, then each after those it needs; cycles are broken by Pre-Depends, then by name.</param>
/// <param name="Pruned">The requirements that were counted as satisfied by the finish layer, by owner and text.</param>
/// <param name="Policy">The name of the <see cref="ResolvePolicy"/>.</param>
/// <param name="IsOptimal">Whether nothing newer, then smaller, exists; <see langword="false"/> only if the steps ran out.</param>
public sealed record Resolution(
    ImmutableArray<ResolvedPackage> Packages, ImmutableArray<PrunedRequirement> Pruned, string Policy, bool IsOptimal);

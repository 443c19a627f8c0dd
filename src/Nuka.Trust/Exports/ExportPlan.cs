using System.Collections.Immutable;
using Nuka.Content.Hashing;
using Nuka.Trust.Realisations;

namespace Nuka.Trust.Exports;

/// <summary>What is to be written to an export.</summary>
/// <param name="Tops">The trees that were asked for, in order.</param>
/// <param name="Trees">All trees: those, and what they need when they run; in order.</param>
/// <param name="Realisations">What trusted keys say of where they came from, in the order of their texts.</param>
public sealed record ExportPlan(ImmutableArray<Digest> Tops, ImmutableArray<Digest> Trees, ImmutableArray<SignedRealisation> Realisations);

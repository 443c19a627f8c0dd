using System.Collections.Immutable;
using Nuka.Content.Trees;
using Nuka.Trust.Realisations;

namespace Nuka.Trust.Exports;

/// <summary>What was taken over from an export.</summary>
/// <param name="Tops">The trees that the export was asked for.</param>
/// <param name="Trees">All trees.</param>
/// <param name="Realisations">What is said of them; rightly signed, by whomever.</param>
public sealed record ImportReport(ImmutableArray<Cid> Tops, ImmutableArray<Cid> Trees, ImmutableArray<SignedRealisation> Realisations);

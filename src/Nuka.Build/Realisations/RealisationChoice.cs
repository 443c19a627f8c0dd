using System.Collections.Immutable;
using Nuka.Trust.Keys;
using Nuka.Trust.Realisations;

namespace Nuka.Build.Realisations;

/// <summary>What is taken for an output, and what else trusted keys say of it.</summary>
/// <param name="Realisation">What is taken.</param>
/// <param name="Signers">The trusted keys that say so.</param>
/// <param name="Others">What else trusted keys say of the same output: another tree, or other run references.</param>
public sealed record RealisationChoice(
    Realisation Realisation, ImmutableArray<TrustedKey> Signers, ImmutableArray<(Realisation Said, TrustedKey By)> Others)
{
    /// <summary>Whether a trusted key names another tree: the build does not give the same twice, or somebody is wrong. The caller shows it.</summary>
    public bool IsDisputed => Others.Any(other => other.Said.Tree != Realisation.Tree);
}

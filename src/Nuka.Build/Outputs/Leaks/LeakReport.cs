using System.Collections.Immutable;

namespace Nuka.Build.Outputs.Leaks;

/// <summary>What was found in outputs and is allowed to be there.</summary>
/// <param name="Allowed">The findings, with the reasons that the package gives.</param>
/// <param name="Unused">Patterns of allowances that allowed nothing: they can go.</param>
public sealed record LeakReport(ImmutableArray<(Leak Leak, string Reason)> Allowed, ImmutableArray<string> Unused);

using Nuka.Formats.Versions;

namespace Nuka.Graft.Resolve;

/// <summary>What a name stands for.</summary>
/// <param name="Own">The candidates of that name, best first.</param>
/// <param name="Providers">The candidates that provide it, and at which version; best first, then by name.</param>
internal sealed record NamedCandidates(int[] Own, (int Candidate, DebianVersion? Version)[] Providers);

using System.Collections.Immutable;
using Nuka.Projects.Discovery;

namespace Nuka.Projects.Learning;

/// <summary>What trying a command came to.</summary>
/// <param name="ExitCode">How its last run ended.</param>
/// <param name="Rounds">How often it was run.</param>
/// <param name="Learned">What it was missing and has now.</param>
/// <param name="Missing">What it still is missing: nothing answers it, or the answer did not help.</param>
public sealed record TrialResult(int ExitCode, int Rounds, ImmutableArray<Need> Learned, ImmutableArray<Need> Missing);

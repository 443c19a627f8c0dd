using System.Collections.Immutable;

namespace Nuka.Projects.Learning;

/// <summary>One attempt to run a command.</summary>
/// <param name="ExitCode">How it ended.</param>
/// <param name="Output">What it printed; of a long output the end.</param>
/// <param name="Answered">The printed needs that the environment of this attempt had an answer for.</param>
internal sealed record TrialRound(int ExitCode, string Output, ImmutableHashSet<string> Answered);

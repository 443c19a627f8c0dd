using System.Collections.Frozen;

namespace Nuka.Solve;

/// <summary>How to solve.</summary>
public sealed record SolveOptions
{
    /// <summary>The default of <see cref="StepLimit"/>: some seconds on a machine of 2020.</summary>
    public const long DefaultStepLimit = 100_000_000;

    /// <summary>What a solution is judged by.</summary>
    public SolvePolicy Policy { get; init; } = SolvePolicy.Newest;

    /// <summary>Candidates that a lock names: before all else, as few others as possible are chosen. Empty: there is no lock.</summary>
    public FrozenSet<int> Locked { get; init; } = [];

    /// <summary>The literals that may be propagated before the search ends with what it has. Steps and not time, so that the same question has
    /// the same answer on every machine.</summary>
    public long StepLimit { get; init; } = DefaultStepLimit;
}

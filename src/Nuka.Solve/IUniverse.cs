namespace Nuka.Solve;

/// <summary>
/// What there is to choose from. Candidates and slots are numbers that the universe gives; the solver asks only about those it reaches, and
/// about each once. Every answer must be the same each time, in the same order: the solution depends on nothing else.
/// </summary>
/// <remarks>
/// A <em>slot</em> is a place that at most one candidate can take: the versions of one package. Rooms implement this for foreign archives
/// and for atoms.
/// </remarks>
public interface IUniverse
{
    /// <summary>What a candidate requires and what it cannot stand.</summary>
    /// <param name="candidate">The candidate.</param>
    CandidateFacts FactsOf(int candidate);

    /// <summary>The slot that a candidate takes.</summary>
    /// <param name="candidate">The candidate.</param>
    int SlotOf(int candidate);

    /// <summary>How many better versions of the same thing there are: 0 for the newest that is allowed.</summary>
    /// <param name="candidate">The candidate.</param>
    int AgeOf(int candidate);

    /// <summary>How a candidate is called before people.</summary>
    /// <param name="candidate">The candidate.</param>
    CandidateWords WordsOf(int candidate);

    /// <summary>The canonical order of candidates; 0 only for the same candidate.</summary>
    /// <param name="left">A candidate.</param>
    /// <param name="right">Another one.</param>
    int Compare(int left, int right);

    /// <summary>Says what there is instead, if nothing satisfies a requirement: <c>the archives have only libfoo 1.4</c>.</summary>
    /// <param name="requirement">A requirement without candidates.</param>
    string WhatThereIs(Requirement requirement);
}

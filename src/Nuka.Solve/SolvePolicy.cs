namespace Nuka.Solve;

/// <summary>What a solution is judged by, after everything asked for is in it and the fewest locked choices are changed.</summary>
public enum SolvePolicy
{
    /// <summary>The newest versions, then the fewest candidates, then the first alternatives, then the canonical order. An old version is never
    /// chosen for being smaller.</summary>
    Newest,

    /// <summary>The fewest candidates, then the newest versions, then the first alternatives, then the canonical order.</summary>
    Fewest,
}

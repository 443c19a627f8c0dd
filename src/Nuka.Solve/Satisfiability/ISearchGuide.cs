namespace Nuka.Solve.Satisfiability;

/// <summary>
/// Feeds clauses to a search while it runs, so that only the part of a problem is encoded that the search touches, and says what to decide
/// next. Implemented by the encoder of packages and by that of explanations.
/// </summary>
internal interface ISearchGuide
{
    /// <summary>Called when a variable became true. May add clauses; each must hold the negation of that variable.</summary>
    void BecameTrue(int variable);

    /// <summary>Called when a decision level begins.</summary>
    void LevelBegins();

    /// <summary>Called when all levels above this one were undone.</summary>
    void LevelsUndone(int level);

    /// <summary>The literal to make true next; <see cref="Literal.None"/> if everything demanded is satisfied.</summary>
    Literal NextDecision();
}

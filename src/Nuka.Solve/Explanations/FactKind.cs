namespace Nuka.Solve.Explanations;

/// <summary>The kinds of facts that can contradict each other, in the order in which they are told.</summary>
internal enum FactKind
{
    /// <summary>Something was asked for.</summary>
    Request,

    /// <summary>A candidate needs something.</summary>
    Need,

    /// <summary>A candidate cannot stand another.</summary>
    Conflict,

    /// <summary>A slot takes one candidate.</summary>
    Slot,
}

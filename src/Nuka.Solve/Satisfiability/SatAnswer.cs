namespace Nuka.Solve.Satisfiability;

/// <summary>How a search ended.</summary>
internal enum SatAnswer
{
    /// <summary>There is a model; <see cref="SatSolver.IsTrueInModel"/> tells it.</summary>
    Satisfiable,

    /// <summary>There is none under the assumptions; <see cref="SatSolver.Core"/> holds those that contradict each other.</summary>
    Unsatisfiable,

    /// <summary>The steps allowed were used up.</summary>
    OutOfSteps,
}

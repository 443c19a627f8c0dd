namespace Nuka.Packages.Evaluation;

/// <summary>The programs and directories that evaluating takes, as absolute paths.</summary>
/// <param name="Nushell">The program, verified.</param>
/// <param name="Launcher">The freestanding launcher.</param>
/// <param name="Bubblewrap">bwrap.</param>
/// <param name="WorkDirectory">A directory of the state in which plans may be written for the time of a run.</param>
public sealed record EvaluatorTools(string Nushell, string Launcher, string Bubblewrap, string WorkDirectory)
{
    /// <summary>What surrounds each evaluation.</summary>
    internal EvaluationConditions Conditions { get; init; } = EvaluationConditions.Usual;
}

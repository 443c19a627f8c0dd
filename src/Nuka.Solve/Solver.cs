using System.Collections.Immutable;
using Nuka.Platform.Errors;
using Nuka.Solve.Explanations;
using Nuka.Solve.Optimization;
using Nuka.Solve.Satisfiability;

namespace Nuka.Solve;

/// <summary>Chooses candidates so that everything asked for is satisfied, as well as can be, always the same way; or says why it cannot be done.</summary>
/// <param name="universe">What there is to choose from.</param>
/// <param name="options">How to solve.</param>
public sealed class Solver(IUniverse universe, SolveOptions options)
{
    /// <summary>Solves.</summary>
    /// <param name="requests">What is asked for; the order has no influence on what is chosen.</param>
    /// <exception cref="NukaException"><c>solve/impossible</c>: nothing satisfies all requests; the reasons are a chain that cannot be shortened.
    /// <c>solve/too-hard</c>: the steps ran out before anything was found.</exception>
    public Solution Solve(ImmutableArray<Requirement> requests)
    {
        Encoder encoder = new(universe, requests, options.StepLimit);
        switch (encoder.Solver.Solve([]))
        {
            case SatAnswer.Unsatisfiable:
                throw new Explainer(universe, requests, options.StepLimit).Explain().ToException();
            case SatAnswer.OutOfSteps:
                throw new Problem("solve/too-hard", $"no answer was found within {options.StepLimit} steps")
                {
                    Hints = ["ask for less at once, or name the versions you want"],
                }.ToException();
        }

        Optimizer optimizer = new(encoder);
        bool optimal = Objectives(encoder).All(optimizer.Improve) && optimizer.MakeCanonical();
        return new SolutionBuilder(encoder, optimizer.Best).Build(optimal);
    }

    private IEnumerable<IObjective> Objectives(Encoder encoder)
    {
        if (options.Locked.Count > 0)
        {
            yield return new WeightObjective(encoder, candidate => options.Locked.Contains(candidate) ? 0 : 1);
        }

        WeightObjective newest = new(encoder, universe.AgeOf);
        WeightObjective fewest = new(encoder, _ => 1);
        yield return options.Policy == SolvePolicy.Newest ? newest : fewest;
        yield return options.Policy == SolvePolicy.Newest ? fewest : newest;
        yield return new AlternativeObjective(encoder);
    }
}

using System.Collections.Immutable;
using Nuka.Sandbox.Plans;

namespace Nuka.Environments.Exec;

/// <summary>What starts a program in an environment, and what it will be able to reach.</summary>
/// <param name="Sandbox">The plan that the launcher executes.</param>
/// <param name="Reaches">Everything the program can reach beyond its root, in the order of <c>--explain</c>.</param>
public sealed record ExecPlan(SandboxPlan Sandbox, ImmutableArray<Reach> Reaches)
{
    /// <summary>Denied paths below the project where nothing is, so that nothing is hidden: a person is told at every start.</summary>
    public ImmutableArray<string> MissingDenied { get; init; } = [];
}

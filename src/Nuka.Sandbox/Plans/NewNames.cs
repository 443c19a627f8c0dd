using System.Collections.Immutable;

namespace Nuka.Sandbox.Plans;

/// <summary>
/// Names that a person wants to be told of wherever a program newly made one, and the directories that were there before. A kept plan that such a
/// name is not in is stale, as it would not protect it.
/// </summary>
/// <param name="Names">The names, at most <see cref="PlanLimits.NewNames"/>.</param>
/// <param name="Skipped">Names of directories that are not entered where they are new.</param>
/// <param name="Directories">The directories.</param>
public sealed record NewNames(ImmutableArray<string> Names, ImmutableArray<string> Skipped, ImmutableArray<LookedDirectory> Directories)
{
    /// <summary>Nothing is looked for.</summary>
    public static NewNames None { get; } = new([], [], []);
}

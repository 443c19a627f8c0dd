namespace Nuka.Bench.Exec;

/// <summary>One way to run <c>true</c>.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Words">The program and its arguments.</param>
internal sealed record Contender(string Name, IReadOnlyList<string> Words)
{
    /// <summary>What each round cost.</summary>
    internal List<Cost> Costs { get; } = [];
}

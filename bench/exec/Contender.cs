namespace Nuka.Bench.Exec;

/// <summary>One way to run <c>true</c>.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Words">The program and its arguments.</param>
/// <param name="Prepare">What is done before each run, outside of what is measured.</param>
internal sealed record Contender(string Name, IReadOnlyList<string> Words, Action? Prepare = null)
{
    /// <summary>What each round cost.</summary>
    internal List<Cost> Costs { get; } = [];
}

namespace Nuka.Environments.Exec;

/// <summary>One thing that a program can reach, and why: a line of <c>--explain</c>.</summary>
/// <param name="What">What it can reach, and how.</param>
/// <param name="Why">Why.</param>
public sealed record Reach(string What, string Why);

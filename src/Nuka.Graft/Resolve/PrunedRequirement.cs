namespace Nuka.Graft.Resolve;

/// <summary>A requirement that <see cref="ResolvePolicy.Assumed"/> stands for.</summary>
/// <param name="Owner">The name of the package that has it.</param>
/// <param name="Text">The requirement.</param>
public sealed record PrunedRequirement(string Owner, string Text);

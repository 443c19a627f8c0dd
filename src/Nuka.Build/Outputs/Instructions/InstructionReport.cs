using System.Collections.Immutable;

namespace Nuka.Build.Outputs.Instructions;

/// <summary>What the search for instructions found and accepted.</summary>
/// <param name="Allowed">Findings above the level in functions that the package names, with the pattern that does.</param>
/// <param name="Unused">Patterns that no finding needed: they can go.</param>
/// <param name="Unread">Functions whose code could not be decoded to its end, as <c>FILE: FUNCTION</c>: data among the instructions, or something new.</param>
public sealed record InstructionReport(ImmutableArray<(InstructionFinding Finding, string Pattern)> Allowed, ImmutableArray<string> Unused, ImmutableArray<string> Unread);

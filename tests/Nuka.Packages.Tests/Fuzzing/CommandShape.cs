using System.Collections.Immutable;

namespace Nuka.Packages.Tests.Fuzzing;

/// <summary>One of Nushell's own commands, and what it takes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Input">The type of what comes in.</param>
/// <param name="Arguments">The shapes of the arguments that it must have.</param>
/// <param name="Switches">Flags without a value.</param>
public sealed record CommandShape(string Name, string Input, ImmutableArray<string> Arguments, ImmutableArray<string> Switches);

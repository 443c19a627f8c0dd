using System.Collections.Immutable;

namespace Nuka.Scenarios;

/// <summary>One command of a scenario, with what it should print.</summary>
/// <param name="Line">The line for <c>sh</c>.</param>
/// <param name="Output">Patterns for all lines of standard output.</param>
/// <param name="Error">Patterns for all lines of standard error; none if it is not looked at.</param>
/// <param name="ExitCode">The exit code.</param>
internal sealed record ScenarioStep(string Line, ImmutableArray<string> Output, ImmutableArray<string> Error, int ExitCode);

using System.Collections.Immutable;

namespace Nuka.Build.Outputs.Strip;

/// <summary>One call of <c>strip</c> in the build root.</summary>
/// <param name="Output">The output that the files are in.</param>
/// <param name="Arguments">The options, to stand before the files.</param>
/// <param name="Files">The files' paths below the output's root; none begins with a hyphen.</param>
public sealed record StripStep(string Output, ImmutableArray<string> Arguments, ImmutableArray<string> Files);

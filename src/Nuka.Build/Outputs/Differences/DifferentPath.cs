using System.Collections.Immutable;

namespace Nuka.Build.Outputs.Differences;

/// <summary>One path at which two trees differ.</summary>
/// <param name="Path">The path below the root, for people.</param>
/// <param name="What">How they differ there, in one clause.</param>
/// <param name="Details">What stands there in each, some lines; those of the first tree begin with <c>- </c>, of the second with <c>+ </c>.</param>
public sealed record DifferentPath(string Path, string What, ImmutableArray<string> Details);

using System.Collections.Immutable;

namespace Nuka.Graft.Finish;

/// <summary>One program that is run in the build sandbox.</summary>
/// <param name="Name">What it makes, for notices: <c>the script of procps</c>.</param>
/// <param name="Arguments">The program, as a path inside, and its arguments.</param>
/// <param name="Variables">Environment variables besides the common ones.</param>
internal sealed record BuildStep(string Name, ImmutableArray<string> Arguments, ImmutableArray<(string Name, string Value)> Variables)
{
    /// <summary>Whether it runs at the same time as its neighbours that say so too; they must write to different places.</summary>
    internal bool Beside { get; init; }

    /// <summary>Which root of its sandbox it runs in: what <see cref="BuildSandbox.AddRoot"/> gave.</summary>
    internal int Root { get; init; }

    /// <summary>Whether it is a maintainer script, whose questions are answered with their defaults.</summary>
    internal bool AsksQuestions { get; init; }
}

using Nuka.Platform.Errors;

namespace Nuka.Cli.Frame;

/// <summary>The command itself was wrong: rendered like any problem, and the exit code is 2.</summary>
internal sealed class UsageException(Problem problem) : Exception(problem.Message)
{
    /// <summary>What was wrong.</summary>
    internal Problem Problem { get; } = problem;
}

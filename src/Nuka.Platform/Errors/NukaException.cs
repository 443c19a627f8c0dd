namespace Nuka.Platform.Errors;

/// <summary>Carries a <see cref="Errors.Problem"/> to whoever can show it. Every failure that a person can cause is thrown as one.</summary>
public sealed class NukaException : Exception
{
    /// <summary>Wraps a problem.</summary>
    /// <param name="problem">What went wrong.</param>
    /// <param name="inner">The failure underneath, if there is one.</param>
    public NukaException(Problem problem, Exception? inner = null)
        : base($"{(problem ?? throw new ArgumentNullException(nameof(problem))).Code}: {problem.Message}", inner) => Problem = problem;

    /// <summary>What went wrong.</summary>
    public Problem Problem { get; }
}

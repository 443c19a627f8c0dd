namespace Nuka.Projects.Runtimes;

/// <summary>Somewhere runtimes can be had from.</summary>
public interface IRuntimeSource
{
    /// <summary>The versions of a runtime.</summary>
    /// <param name="runtime">Its name: <c>node</c>, <c>python</c>.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>Candidates in any order; none if the source does not have it, or cannot be asked now.</returns>
    Task<IReadOnlyList<RuntimeCandidate>> FindAsync(string runtime, CancellationToken cancellationToken);
}

namespace Nuka.Graft.Sources;

/// <summary>One compiled index of a release.</summary>
/// <param name="Component">The release's component; empty in a flat archive and where one file lists all components.</param>
/// <param name="Architecture">What the archive calls the index's architecture: <c>amd64</c>, <c>all</c>.</param>
/// <param name="FileName">Its file below the state's index directory, named by format version and the digest of what it was compiled from.</param>
/// <param name="RowCount">How many packages (or paths) it has.</param>
public sealed record CompiledIndex(string Component, string Architecture, string FileName, int RowCount);

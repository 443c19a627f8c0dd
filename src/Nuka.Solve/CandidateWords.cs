namespace Nuka.Solve;

/// <summary>How a candidate is called before people.</summary>
/// <param name="Name">The name of its slot: <c>libfoo</c>.</param>
/// <param name="Version">Its version: <c>1.4-2</c>.</param>
/// <param name="Origin">Where it is to be had: <c>debian/bookworm</c>; empty if there is only one place.</param>
public sealed record CandidateWords(string Name, string Version, string Origin);

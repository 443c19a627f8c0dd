namespace Nuka.Graft.Index;

/// <summary>One package that would give what is missing, and the path by which.</summary>
/// <param name="Package">The package's name.</param>
/// <param name="Path">The path for people, without a first slash.</param>
public sealed record ContentsCandidate(string Package, string Path);

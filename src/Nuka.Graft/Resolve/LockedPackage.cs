namespace Nuka.Graft.Resolve;

/// <summary>A package as a lock names it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Architecture">Its architecture: one of Debian's, or <c>all</c>.</param>
public sealed record LockedPackage(string Name, string Version, string Architecture);

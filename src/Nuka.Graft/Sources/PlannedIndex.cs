namespace Nuka.Graft.Sources;

/// <summary>An index file that a source needs.</summary>
/// <param name="Component">The component it lists; empty if it lists all.</param>
/// <param name="Architecture">Its architecture; <c>all</c> among them.</param>
/// <param name="File">The file, as the Release lists it.</param>
internal sealed record PlannedIndex(string Component, string Architecture, ReleaseFile File);

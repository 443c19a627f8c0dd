namespace Nuka.Graft.Sources;

/// <summary>A source of which nothing is known, since it could not be had.</summary>
/// <param name="Uri">The base address as the source states it, without credentials.</param>
/// <param name="Suite">The suite as the source states it.</param>
/// <param name="TriedAt">When it was asked for last.</param>
public sealed record FailedSource(string Uri, string Suite, DateTimeOffset TriedAt);

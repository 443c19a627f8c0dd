namespace Nuka.Projects.Exec;

/// <summary>A package of npm that is to stand in an environment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its exact version.</param>
public sealed record NpmPick(string Name, string Version);

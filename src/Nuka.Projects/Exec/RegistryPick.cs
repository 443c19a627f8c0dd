namespace Nuka.Projects.Exec;

/// <summary>A package of a registry that is to stand in an environment.</summary>
/// <param name="Archive">Kind of registry: <c>npm</c>, <c>nuget</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its exact version.</param>
public sealed record RegistryPick(string Archive, string Name, string Version);

namespace Nuka.Projects.Exec;

/// <summary>One package that a command would put into the environment.</summary>
/// <param name="Name">Its archive and name: <c>deb:libcairo2</c>.</param>
/// <param name="Version">Its version.</param>
/// <param name="SizeBytes">The size of its file; 0 where nobody says before it is fetched.</param>
public sealed record ForeseenPackage(string Name, string Version, long SizeBytes);

using Nuka.Packages.Identity;

namespace Nuka.Build.Logs;

/// <summary>The log of one build: what its first line says.</summary>
/// <param name="Build">The name of the build: the package's name, its version, and the beginning of its PID.</param>
/// <param name="Name">The package's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Pid">The package.</param>
/// <param name="Began">When the build began.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Took">How long it took; <see langword="null"/> where nobody knows.</param>
/// <param name="Path">The file.</param>
public sealed record KeptLog(string Build, string Name, string Version, Pid Pid, DateTimeOffset Began, BuildOutcome Outcome, TimeSpan? Took, string Path);

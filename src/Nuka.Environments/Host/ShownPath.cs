namespace Nuka.Environments.Host;

/// <summary>A file or directory of the host that a package manager's configuration names; shown read-only at its own path.</summary>
/// <param name="HostPath">Its absolute path.</param>
/// <param name="Variable">The variable that names it.</param>
public sealed record ShownPath(string HostPath, string Variable);

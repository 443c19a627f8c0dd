using System.Collections.Immutable;

namespace Nuka.Environments.Host;

/// <summary>One of the host's settings files as an environment shows it.</summary>
/// <param name="RelativePath">Where it stands below the home directory.</param>
/// <param name="HostPath">The file on the host whose bytes are shown.</param>
/// <param name="Manager">The package manager that it belongs to.</param>
/// <param name="HoldsCredentials">Whether secrets are shown with it.</param>
public sealed record ShownFile(string RelativePath, string HostPath, string Manager, bool HoldsCredentials);

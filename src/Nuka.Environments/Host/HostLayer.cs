using System.Collections.Immutable;

namespace Nuka.Environments.Host;

/// <summary>Files of the host that a program sees in its root, since only they fit the host's kernel: a driver's own libraries.</summary>
/// <param name="Name">Its name, with the version: <c>nvidia 550.54.14</c>.</param>
/// <param name="Files">Where each lies on the host, without links, and where it is seen inside.</param>
public sealed record HostLayer(string Name, ImmutableArray<(string Source, string Target)> Files);

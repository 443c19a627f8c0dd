using Nuka.Projects.Locks;
using Nuka.Projects.Realise;

namespace Nuka.Projects.Exec;

/// <summary>A package of a registry whose file is here, with what a lock says of where it came from.</summary>
/// <param name="Order">The package.</param>
/// <param name="Source">The registry.</param>
/// <param name="File">The path of the file within the registry, or its whole address.</param>
/// <param name="Architecture">The Debian architecture that it is for, or <c>all</c>.</param>
internal sealed record RegistryOrder(PackageOrder Order, LockedSource Source, string File, string Architecture);

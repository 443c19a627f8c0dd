using Nuka.Graft.Index;

namespace Nuka.Graft.Resolve;

/// <summary>A chosen package, and where it is to stand.</summary>
/// <param name="Record">The package, as its archive describes it; readable while the index is open.</param>
/// <param name="Prefix">A directory of its own such as <c>opt/curl</c>; empty for the root itself.</param>
public sealed record PlacedPackage(PackageRecord Record, string Prefix);

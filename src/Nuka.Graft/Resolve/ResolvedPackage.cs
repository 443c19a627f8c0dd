using System.Collections.Immutable;
using Nuka.Graft.Index;

namespace Nuka.Graft.Resolve;

/// <summary>One chosen package.</summary>
/// <param name="Record">The package, as its archive describes it; readable while the index is open.</param>
/// <param name="Reasons">Who needs it; never empty.</param>
public sealed record ResolvedPackage(PackageRecord Record, ImmutableArray<ResolveReason> Reasons);

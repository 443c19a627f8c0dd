using System.Collections.Immutable;
using Nuka.Content.Hashing;

namespace Nuka.Build.Roots;

/// <summary>A runtime whose every tree is in the store.</summary>
/// <param name="Layers">What it consists of, in join order, with the finish layer last.</param>
/// <param name="Joined">All of it as one tree.</param>
/// <param name="View">All of it as one directory on this machine.</param>
public sealed record RealisedRuntime(ImmutableArray<OwnedTree> Layers, Digest Joined, string View);

using System.Collections.Immutable;
using Nuka.Content.Trees;

namespace Nuka.Environments.Join;

/// <summary>What joining gives: one tree, and the directories in it that no layer has as they are.</summary>
/// <param name="Root">The root of the joined tree.</param>
/// <param name="NewTrees">The directories that joining made, children before parents, the root last; to be kept if the root is.</param>
public sealed record JoinedRoot(Tree Root, ImmutableArray<Tree> NewTrees);

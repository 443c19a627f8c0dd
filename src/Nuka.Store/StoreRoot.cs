using System.Collections.Immutable;
using Nuka.Content.Trees;

namespace Nuka.Store;

/// <summary>A named reason to keep things.</summary>
/// <param name="Name">Its name: who keeps, and what for.</param>
/// <param name="Keeps">The trees and blobs that are kept, with everything below them.</param>
public sealed record StoreRoot(string Name, ImmutableArray<Cid> Keeps);

using System.Collections.Immutable;
using Nuka.Content.Hashing;

namespace Nuka.Build.Images;

/// <summary>One layer of an image: a tree, or several that are taken together.</summary>
/// <param name="Owner">Who brings it, for people: <c>runtime base@1</c>, <c>jq</c>.</param>
/// <param name="Trees">The trees; where two have one file, it is the same.</param>
public sealed record ImageLayer(string Owner, ImmutableArray<Digest> Trees);

using System.Collections.Immutable;
using Nuka.Content.Hashing;

namespace Nuka.Build.Running;

/// <summary>An output of a build, in the store.</summary>
/// <param name="Name">The output's name.</param>
/// <param name="Tree">Its tree.</param>
/// <param name="Runs">The trees that must be there when it runs, with all that these need.</param>
internal sealed record TakenOutput(string Name, Digest Tree, ImmutableArray<Digest> Runs);

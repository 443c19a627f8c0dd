using System.Collections.Immutable;
using Nuka.Content.Hashing;

namespace Nuka.Build.Profiles;

/// <summary>One state of a profile: the packages, and the tree that shows them. It never changes.</summary>
/// <param name="Number">Its number: 1, 2, 3 …; none is given twice while a later one is there.</param>
/// <param name="Made">When it was made.</param>
/// <param name="Reason">What made it, for people: <c>install jq</c>.</param>
/// <param name="Tree">The tree that shows the programs, manual pages and so on of all packages.</param>
/// <param name="Packages">The packages, in the order of their names.</param>
/// <param name="Preferred">The packages whose files win where two have one path.</param>
public sealed record Generation(
    int Number, DateTimeOffset Made, string Reason, Digest Tree, ImmutableArray<InstalledPackage> Packages, ImmutableArray<string> Preferred);

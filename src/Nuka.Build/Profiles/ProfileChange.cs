using System.Collections.Immutable;

namespace Nuka.Build.Profiles;

/// <summary>What is about to happen to a profile.</summary>
/// <param name="Reason">What asked for it, for people: <c>install jq</c>.</param>
/// <param name="Before">The packages until now.</param>
/// <param name="After">The packages from then on, in the order of their names.</param>
/// <param name="Preferred">The packages whose files win where two have one path.</param>
public sealed record ProfileChange(
    string Reason, ImmutableArray<InstalledPackage> Before, ImmutableArray<InstalledPackage> After, ImmutableArray<string> Preferred)
{
    /// <summary>Packages that come.</summary>
    public IEnumerable<InstalledPackage> Added => After.Where(package => Before.All(other => other.Name != package.Name));

    /// <summary>Packages that go.</summary>
    public IEnumerable<InstalledPackage> Removed => Before.Where(package => After.All(other => other.Name != package.Name));

    /// <summary>Packages that stay and are another, each with what it was.</summary>
    public IEnumerable<(InstalledPackage Before, InstalledPackage After)> Replaced =>
        After.Select(package => (Before: Before.FirstOrDefault(other => other.Name == package.Name), After: package))
            .Where(pair => pair.Before is not null && !pair.Before.Equals(pair.After)).Select(pair => (pair.Before!, pair.After));
}

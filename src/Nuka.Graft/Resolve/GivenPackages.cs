using Nuka.Formats.Versions;
using Nuka.Graft.Index;

namespace Nuka.Graft.Resolve;

/// <summary>Packages that are there already, and what they satisfy.</summary>
internal sealed class GivenPackages
{
    private readonly ILookup<string, DebianVersion?> versions;

    internal GivenPackages(IEnumerable<PackageRecord> packages) =>
        versions = packages.SelectMany(Names).ToLookup(name => name.Name, name => name.Version, StringComparer.Ordinal);

    /// <summary>Whether one of the alternatives is there.</summary>
    internal bool Satisfy(RelationGroup group) => group.Alternatives.Any(relation => versions[relation.Name].Any(relation.Accepts));

    private static IEnumerable<(string Name, DebianVersion? Version)> Names(PackageRecord package)
    {
        yield return (package.Name, Parse(package.Version));
        foreach (Relation provided in RelationGroup.ParseField(package.Provides).SelectMany(group => group.Alternatives))
        {
            yield return (provided.Name, provided.Operator == RelationOperator.Equal ? provided.Version : null);
        }
    }

    private static DebianVersion? Parse(string text) => DebianVersion.TryParse(text, out DebianVersion version) ? version : null;
}

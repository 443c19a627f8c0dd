using System.Collections.Immutable;
using Nuka.Graft.Cleaning;
using Nuka.Graft.Index;
using Nuka.Graft.Resolve;
using Nuka.Packages.Identity;
using Nuka.Platform.Errors;

namespace Nuka.Packages.Grafts;

/// <summary>Chooses what a graft consists of, from Debian archives.</summary>
/// <param name="index">The archives; open.</param>
/// <param name="options">How to choose.</param>
/// <param name="lowest">What the lowest runtime, which every other one holds, names.</param>
/// <param name="held">The names of all packages of the lowest runtime.</param>
public sealed class GraftChooser(PackageIndex index, ResolveOptions options, ImmutableArray<string> lowest, IReadOnlySet<string> held)
{
    /// <summary>Chooses: the package and all that it depends on, without what the lowest runtime holds.</summary>
    /// <param name="name">The package's name.</param>
    /// <param name="platform">What is chosen for: <c>linux/x86_64</c>.</param>
    /// <exception cref="NukaException"><c>packages/no-graft</c>, <c>graft/unknown-package</c>, <c>solve/impossible</c>.</exception>
    public GraftEntry Choose(string name, string platform)
    {
        if (!PackageSource.IsName(name))
        {
            throw NoGraft($"no package file can name `{name}`", "small letters, digits, `-` and `_`, and a letter first");
        }

        Resolution chosen = new DebianResolver(index, options).Resolve([.. lowest.Select(one => new ResolveRequest(one)), new ResolveRequest(name)]);
        ImmutableArray<PackageRecord> records = [.. chosen.Packages.Select(package => package.Record)];
        if (!records.Any(record => record.Name == name))
        {
            string[] instead = [.. records.Where(record => Provided(record).Contains(name, StringComparer.Ordinal)).Select(record => record.Name)];
            throw NoGraft($"`{name}` is no package: others stand for it", $"name one of these: {string.Join(", ", instead)}");
        }

        return new GraftEntry(name, platform, [.. records.Where(record => !held.Contains(record.Name)).Select(Of)]);
    }

    private static IEnumerable<string> Provided(PackageRecord record) =>
        record.Provides.Split(',').Select(relation => relation.Trim().Split([' ', ':', '('], 2)[0]);

    private static LockedGraft Of(PackageRecord record) => new(
        new GraftIr("deb", record.Name, record.Version, record.Architecture, record.Sha256, CleaningPolicy.Development.Identity), record.FileName, record.SizeBytes);

    private static NukaException NoGraft(string message, string hint) => new Problem("packages/no-graft", message) { Hints = [hint] }.ToException();
}

using System.Collections.Immutable;
using Nuka.Formats.Versions;
using Nuka.Graft.Index;
using Nuka.Graft.Resolve;
using Nuka.Projects.Exec;
using Nuka.Projects.Locks;
using Nuka.Projects.Manifests;
using Nuka.Projects.Runtimes;
using LockedPackage = Nuka.Projects.Locks.LockedPackage;

namespace Nuka.Projects.Outdated;

/// <summary>Compares a lock with what its sources have now. Nothing is chosen, and nothing is fetched but what registries answer.</summary>
/// <param name="rooms">The rooms.</param>
public sealed class OutdatedFinder(ProjectRooms rooms)
{
    /// <summary>Finds the packages that are to be had in newer versions, in the order of their names.</summary>
    /// <param name="known">The lock.</param>
    /// <param name="platform">Its answer for this machine.</param>
    /// <param name="manifest">The manifest: a version that it fixes allows no other.</param>
    /// <param name="packages">The packages of the Debian archives.</param>
    /// <param name="cancellation">Stops the wait.</param>
    public async Task<ImmutableArray<OutdatedPackage>> FindAsync(
        EnvironmentLock known, LockedPlatform platform, ProjectManifest manifest, PackageIndex packages, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(platform);
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(packages);
        List<OutdatedPackage> found = [];
        foreach (LockedPackage package in platform.Packages)
        {
            LockedRuntime? runtime = known.Runtimes.FirstOrDefault(one => one.Package == $"{package.Archive}:{package.Name}");
            OutdatedPackage? newer = package.Archive == "deb" ? OfArchive(package, manifest, packages) : await OfRegistryAsync(package, runtime, cancellation);
            if (newer is not null)
            {
                found.Add(newer with { Runtime = runtime?.Name });
            }
        }

        return [.. found.OrderBy(one => one.Name, StringComparer.Ordinal).ThenBy(one => one.Archive, StringComparer.Ordinal)];
    }

    private static OutdatedPackage? OfArchive(LockedPackage package, ProjectManifest manifest, PackageIndex packages)
    {
        PackageRecord[] records = [.. packages.Find(package.Name).Where(record => record.Architecture == package.Architecture || record.Architecture == "all")];
        if (records.Length == 0)
        {
            return null;
        }

        PackageRecord newest = PackageIndex.Newest(records);
        bool isNewer = DebianVersion.Parse(newest.Version) > DebianVersion.Parse(package.Version);

        // What came along with a private package of one version came for that version.
        bool isFixed = package.Prefix.Length > 0
            ? manifest.PrivatePackages.Any(named => package.Prefix == PrivateResolver.PrefixOf(new ResolveRequest(named.Name)) && named.Version is not null)
            : manifest.Packages.Any(named => named.Name == package.Name && named.Version == package.Version);
        return !isNewer ? null : new OutdatedPackage("deb", package.Name, package.Version, isFixed ? package.Version : newest.Version, newest.Version, newest.Release.Name)
            {
                Prefix = package.Prefix,
            };
    }

    private async Task<OutdatedPackage?> OfRegistryAsync(LockedPackage package, LockedRuntime? runtime, CancellationToken cancellation)
    {
        IRuntimeSource source = package.Archive == "npm" ? new NpmRuntimes(rooms.Npm.Value, ProjectQuestions.MachineOf(rooms.Architecture))
            : new NuGetRuntimes(rooms.NuGet.Value, ProjectQuestions.MachineOf(rooms.Architecture));
        if (runtime is null || !DottedVersion.TryParse(package.Version, out DottedVersion? locked))
        {
            return null;
        }

        (DottedVersion Number, string Version)[] newer =
        [
            .. (await source.FindAsync(runtime.Name, cancellation)).Where(one => one.Package == package.Name).Select(one => one.Version)
                .Select(version => (Number: DottedVersion.TryParse(version, out DottedVersion? number) ? number : locked, version))
                .Where(one => one.Number > locked).OrderBy(one => one.Number),
        ];
        if (newer.Length == 0)
        {
            return null;
        }

        string[] ranges = runtime.Range.Split(" and ", StringSplitOptions.RemoveEmptyEntries);
        string allowed = newer.LastOrDefault(one => ranges.All(range => RuntimeRange.Contains(runtime.Name, range, one.Version)), (locked, package.Version)).Item2;
        return new OutdatedPackage(package.Archive, package.Name, package.Version, allowed, newer[^1].Version, package.Source);
    }
}

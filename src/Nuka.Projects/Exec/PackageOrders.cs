using System.Collections.Immutable;
using Nuka.Graft.Index;
using Nuka.Graft.Resolve;
using Nuka.Graft.Sources;
using Nuka.Projects.Locks;
using Nuka.Projects.Realise;
using LockedPackage = Nuka.Projects.Locks.LockedPackage;

namespace Nuka.Projects.Exec;

/// <summary>Makes orders of packages: from an index's record, and from a lock.</summary>
internal static class PackageOrders
{
    /// <summary>The order of a record.</summary>
    internal static PackageOrder Of(PlacedPackage package, string? aptCacheDirectory) => Of(package.Record, aptCacheDirectory) with { Prefix = package.Prefix };

    private static PackageOrder Of(PackageRecord record, string? aptCacheDirectory) => new()
    {
        Archive = "deb",
        Name = record.Name,
        Version = record.Version,
        Sha256 = record.Sha256,
        SizeBytes = record.SizeBytes,
        Candidates = [.. AptCache(aptCacheDirectory, record.Name, record.Version, record.Architecture), .. Addresses(record)],
    };

    /// <summary>
    /// The order of a locked package: where the lock found it, then wherever the sources of today have a file of this digest, so
    /// that a package which moved or which one mirror dropped is still found.
    /// </summary>
    internal static PackageOrder Of(LockedPackage package, LockedPlatform platform, PackageIndex? index, string? aptCacheDirectory)
    {
        LockedSource source = platform.Sources.First(source => source.Id == package.Source);
        IEnumerable<Uri> elsewhere = index?.FindBySha256(package.Sha256).SelectMany(Addresses) ?? [];
        return new PackageOrder
        {
            Archive = package.Archive,
            Name = package.Name,
            Version = package.Version,
            Sha256 = package.Sha256,
            SizeBytes = package.SizeBytes,
            Prefix = package.Prefix,
            IsLocked = true,
            Candidates =
            [
                .. AptCache(aptCacheDirectory, package.Name, package.Version, package.Architecture),
                .. Located(source, package.File).Concat(elsewhere).Distinct(),
            ],
        };
    }

    private static IEnumerable<Uri> Addresses(PackageRecord record) =>
        record.Release.Mirrors.DefaultIfEmpty(record.Release.Uri).Select(mirror => SourceAddress.Join(mirror, record.FileName));

    /// <summary>Where a lock says that a file lies; the locks of the runtimes that come with nuka name no address.</summary>
    private static IEnumerable<Uri> Located(LockedSource source, string file) => source.Uri.Length == 0 ? [] : [SourceAddress.Join(source.Uri, file)];

    /// <summary>apt names a file it keeps NAME_VERSION_ARCH.deb, with the colon of an epoch written %3a.</summary>
    private static IEnumerable<Uri> AptCache(string? directory, string name, string version, string architecture)
    {
        string path = directory is null
            ? string.Empty
            : Path.Combine(directory, $"{name}_{version.Replace(":", "%3a", StringComparison.Ordinal)}_{architecture}.deb");
        return File.Exists(path) ? [new UriBuilder(Uri.UriSchemeFile, string.Empty) { Path = path }.Uri] : [];
    }
}

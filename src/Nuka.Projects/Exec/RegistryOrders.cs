using System.Collections.Immutable;
using System.Security.Cryptography;
using Nuka.Graft.Npm;
using Nuka.Graft.NuGet;
using Nuka.Graft.Sources;
using Nuka.Platform.Errors;
using Nuka.Projects.Locks;
using Nuka.Projects.Realise;
using Nuka.Projects.Runtimes;

namespace Nuka.Projects.Exec;

/// <summary>
/// Makes orders of packages of registries. A registry promises a SHA-512, or a signature in the file itself, and a lock holds SHA-256: so
/// the file is fetched, verified and hashed here.
/// </summary>
/// <param name="rooms">The rooms.</param>
/// <param name="architecture">The Debian architecture that is locked for.</param>
internal sealed class RegistryOrders(ProjectRooms rooms, string architecture)
{
    /// <summary>Makes the orders of picks, in their order.</summary>
    internal async Task<ImmutableArray<RegistryOrder>> MakeAsync(ImmutableArray<RegistryPick> picks, CancellationToken cancellation)
    {
        var orders = ImmutableArray.CreateBuilder<RegistryOrder>(picks.Length);
        foreach (RegistryPick pick in picks)
        {
            orders.Add(pick.Archive == "npm" ? await MakeNpmAsync(pick, cancellation) : await MakeNuGetAsync(pick, cancellation));
        }

        return orders.MoveToImmutable();
    }

    private async Task<RegistryOrder> MakeNpmAsync(RegistryPick pick, CancellationToken cancellation)
    {
        NpmRegistry registry = rooms.Npm.Value;
        NpmVersion? version = (await registry.FindVersionsAsync(pick.Name, cancellation)).FirstOrDefault(one => one.Version == pick.Version);
        string file = await registry.FetchAsync(pick.Name, pick.Version, version?.Integrity, long.MaxValue, cancellation) ?? throw Lost(pick);
        using FileStream stream = File.OpenRead(file);
        string sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation));
        Uri address = version?.Archive ?? new Uri(file);
        (LockedSource source, string path) = Place(registry.Address!, version?.Archive ?? registry.Conventional(pick.Name, pick.Version));
        bool forMachine = pick.Name.StartsWith("node-linux-", StringComparison.Ordinal);
        return new RegistryOrder(
            Order(pick, file, sha256, stream.Length, address) with { Prefix = NpmRuntimes.Prefix(pick.Name) }, source, path, forMachine ? architecture : "all");
    }

    private async Task<RegistryOrder> MakeNuGetAsync(RegistryPick pick, CancellationToken cancellation)
    {
        NuGetPackageFile file = await rooms.NuGet.Value.FetchAsync(pick.Name, pick.Version, DotNetLayout.Author, cancellation) ?? throw Lost(pick);
        string content = file.Version.Content.AbsoluteUri;
        LockedSource source = new(LockedSource.NuGetPrefix + file.Version.Feed.Name, content, string.Empty, null, null);
        PackageOrder order = Order(pick, file.Path, file.Sha256, new FileInfo(file.Path).Length, SourceAddress.Join(content, file.RelativePath));
        return new RegistryOrder(order, source, file.RelativePath, architecture);
    }

    private static PackageOrder Order(RegistryPick pick, string file, string sha256, long sizeBytes, Uri address) => new()
    {
        Archive = pick.Archive,
        Name = pick.Name,
        Version = pick.Version,
        Sha256 = sha256,
        SizeBytes = sizeBytes,
        Candidates = [new Uri(file), address],
    };

    /// <summary>A file as a lock names it, by a path within a source. Some registries keep their files on other hosts: each is a source of its own then.</summary>
    internal static (LockedSource Source, string Path) Place(Uri registry, Uri file)
    {
        string below = registry.AbsoluteUri.TrimEnd('/') + "/";
        bool inside = file.AbsoluteUri.StartsWith(below, StringComparison.Ordinal);
        Uri host = new(file.GetLeftPart(UriPartial.Authority) + "/");
        LockedSource source = inside ? new(LockedSource.NpmId, registry.AbsoluteUri, string.Empty, null, null)
            : new(LockedSource.NpmPrefix + host.Authority, host.AbsoluteUri, string.Empty, null, null);
        return (source, Uri.UnescapeDataString(file.AbsoluteUri[(inside ? below : host.AbsoluteUri).Length..]));
    }

    private static NukaException Lost(RegistryPick pick) =>
        new Problem("projects/runtime-lost", $"the registry does not have {pick.Name} {pick.Version} any more")
        {
            Hints = ["choose again   try: nuka lock"],
        }.ToException();
}

using System.Collections.Immutable;
using System.Text;
using Nuka.Content.Archives;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Formats.Nuon;
using Nuka.Graft.Download;
using Nuka.Packages.Identity;
using Nuka.Platform.Errors;
using Nuka.Store;

namespace Nuka.Build.Sources;

/// <summary>
/// Gets everything that a build is made from into the store before it begins, each by its digest: the build itself has no network. What was had once is
/// found again, so that a second build fetches and unpacks nothing.
/// </summary>
/// <param name="options">Where sources come from.</param>
public sealed class SourceFetcher(SourceFetcherOptions options)
{
    private readonly ContentStore store = options.Store;
    private readonly SourceAddresses addresses = new(options.DebianSources, options.Npm, options.NuGet);
    private readonly LockFetcher locks = new(options.Store, Managers(options));
    private readonly SourceUnpacker unpacker = new(options.Store, ArchiveLimits.Package);

    /// <summary>Gets the sources of a package.</summary>
    /// <param name="package">The package.</param>
    /// <param name="cancellation">Stops it; what was fetched stays to be continued.</param>
    /// <returns>One for each source of the identity, in its order.</returns>
    /// <exception cref="NukaException">
    /// <c>build/no-source</c>, <c>build/no-archive</c>, <c>build/bad-archive</c>, <c>build/bad-source</c>, <c>build/gone-source</c>, <c>build/bad-lock</c>,
    /// <c>build/several-locks</c>, <c>graft/offline</c>, <c>graft/disk-full</c>, <c>content/archive-…</c>.
    /// </exception>
    public async Task<ImmutableArray<FetchedSource>> GetAsync(PackageIr package, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(package);
        string name = $"{Field(package, "name")} {Field(package, "version")}";
        ImmutableArray<FetchedSource>.Builder all = ImmutableArray.CreateBuilder<FetchedSource>();
        ImmutableArray<SourceRecord> sources = SourceRecord.ReadAll(package);
        RequireOneLockEach(sources, name);
        foreach (SourceRecord source in sources)
        {
            all.Add(source.Kind switch
            {
                "fetch" => new FetchedSource(await FetchAsync(source, name, cancellation)),
                "lock" => await locks.GetAsync(Present(source, name), name, Platform(package), cancellation),
                _ => new FetchedSource(Present(source, name).Cid.Digest),
            });
        }

        return all.DrainToImmutable();
    }

    private static ImmutableArray<ILockSource> Managers(SourceFetcherOptions options)
    {
        List<ILockSource> all = [new NpmLock(options.Npm, options.Downloader)];
        all.AddRange(options.NuGet is { } nuget ? [new NuGetLock(nuget, options.Downloader)] : []);
        all.AddRange(options.Python is { } python ? [new PipLock(python, options.Downloader)] : []);
        all.AddRange(options.Cargo is { } cargo ? [new CargoLock(cargo, options.Downloader)] : []);
        all.AddRange(options.GoProxies is { } proxies ? [new GoLock(proxies, options.Downloader)] : []);
        return [.. all];
    }

    /// <summary>A manager is shown one place, by the variables of the build.</summary>
    private static void RequireOneLockEach(ImmutableArray<SourceRecord> sources, string package)
    {
        if (sources.Where(source => source.Kind == "lock").GroupBy(source => source.Manager).FirstOrDefault(locks => locks.Count() > 1) is { } several)
        {
            throw new Problem("build/several-locks", $"{package} has several lock files of {several.Key}")
            {
                Reasons = [string.Join(", ", several.Select(source => source.Path))],
                Hints = ["let one lock file name everything, or make several packages of it"],
            }.ToException();
        }
    }

    private SourceRecord Present(SourceRecord source, string package) => store.Contains(source.Cid)
        ? source
        : throw new Problem("build/gone-source", $"the source {source.Path} of {package} is not in the store any more")
        {
            Reasons = [$"its content was {source.Cid} when the package was evaluated"],
            Hints = ["evaluate the package file again   try: nuka eval FILE"],
        }.ToException();

    private async Task<Digest> FetchAsync(SourceRecord source, string package, CancellationToken cancellation)
    {
        string form = source.IsUnpacked ? $"unpacked {SourceUnpacker.Epoch}" : $"file {source.Name}";
        byte[] key = [.. Convert.FromHexString(source.Checksum!.Hex), .. Encoding.UTF8.GetBytes(form)];
        if (store.TryGetFact(DownloadCollection.SourceTable, key, out byte[] known) && store.Contains(Cid.OfTree(new Digest(known))))
        {
            return new Digest(known);
        }

        string name = source.Addresses.Select(address => address[(address.LastIndexOf('/') + 1)..]).FirstOrDefault(part => part.Length > 0)
            ?? source.Checksum.ToString();
        string file = await DownloadAsync(source, name, package, cancellation);
        Digest tree = await Task.Run(() => Take(source, file, name, package, cancellation), cancellation);
        store.PutFact(DownloadCollection.SourceTable, key, tree.ToArray(), tree);
        return tree;
    }

    private async Task<string> DownloadAsync(SourceRecord source, string name, string package, CancellationToken cancellation)
    {
        List<string> unusable = [];
        List<Uri> candidates = [];
        foreach (string address in source.Addresses)
        {
            (ImmutableArray<Uri> found, string? reason) = await addresses.ResolveAsync(address, cancellation);
            candidates.AddRange(found);
            unusable.AddRange(reason is null ? [] : [reason]);
        }

        DownloadRequest request = new(name, source.Checksum!, -1, [.. candidates])
        {
            StatedBy = "the package",
            Hint = "correct its address or its digest in the package file, or add an address that has it",
        };
        try
        {
            return await options.Downloader.Value.FetchAsync(request, cancellation);
        }
        catch (NukaException error) when (error.Problem.Code == "graft/not-to-be-had")
        {
            throw SourceProblem.NoSource(name, package, [.. candidates.Count > 0 ? error.Problem.Reasons : [], .. unusable], error.Problem.Hints, error);
        }
    }

    private Digest Take(SourceRecord source, string file, string name, string package, CancellationToken cancellation)
    {
        using FileStream content = new(file, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        try
        {
            if (source.IsUnpacked)
            {
                return unpacker.Unpack(content, cancellation);
            }
        }
        catch (NukaException error) when (SourceProblem.IsOfArchive(error))
        {
            throw SourceProblem.In(name, package, error);
        }

        using TreeWriter writer = store.BeginTree();
        writer.AddFile(Encoding.UTF8.GetBytes(source.Name), executable: false, content, content.Length);
        return writer.Commit(cancellation);
    }

    /// <summary>The machine that builds.</summary>
    private static string Platform(PackageIr package) =>
        package.Identity.TryGet("platform", out NuonValue? value) && value is NuonRecord record && record.TryGet("build", out NuonValue? build)
            && build is NuonString text ? text.Value : "?";

    private static string Field(PackageIr package, string name) =>
        package.Identity.TryGet(name, out NuonValue? value) && value is NuonString text ? text.Value : "?";
}

using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nuka.Graft.Download;
using Nuka.Graft.Registries;
using Nuka.Graft.Sources;
using Nuka.Platform.Errors;

namespace Nuka.Graft.NuGet;

/// <summary>
/// Reads sources of NuGet by their third protocol (documentation of NuGet, "Server API"): the versions of a package, and its file. A source
/// promises no digest where one could be looked up before the file is here, so a file is believed for the signature that it carries; a
/// lock then states its SHA-256. Answers are kept, as those of npm's registry are.
/// </summary>
/// <param name="options">How the sources are reached.</param>
public sealed partial class NuGetSource(NuGetSourceOptions options)
{
    private const int NameLength = 100;

    private readonly KeptAnswers answers = new(options.Directory, options.Fetcher, options.IsOffline, options.Time);

    /// <summary>The sources that are asked.</summary>
    public ImmutableArray<NuGetFeed> Feeds => options.Feeds.Value;

    /// <summary>The versions of a package in all sources; of a version that several have, the first source's.</summary>
    /// <param name="package">Its name, in any case.</param>
    /// <param name="cancellation">Stops the wait.</param>
    public async Task<ImmutableArray<NuGetVersion>> FindVersionsAsync(string package, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(package);
        List<NuGetVersion> found = [];
        if (package.Length > NameLength || !Name().IsMatch(package))
        {
            return [];
        }

        foreach (NuGetFeed feed in Feeds)
        {
            if (await FindContentAsync(feed, cancellation) is not { } content)
            {
                continue;
            }

            Uri index = SourceAddress.Join(content.AbsoluteUri, $"{package.ToLowerInvariant()}/index.json");
            string[] versions = await answers.AskAsync(index, index.AbsoluteUri, null, ReadVersions, cancellation) ?? [];
            found.AddRange(versions.Where(version => Version().IsMatch(version) && !found.Exists(one => one.Version == version)).Select(version => new NuGetVersion(version, feed, content)));
        }

        return [.. found];
    }

    /// <summary>Fetches a package's file and checks its signature.</summary>
    /// <param name="package">The package's name.</param>
    /// <param name="version">The exact version.</param>
    /// <param name="author">The distinguished name of who must have signed it.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns><see langword="null"/> if no source has that version.</returns>
    /// <exception cref="NukaException">It cannot be had (<c>graft/not-to-be-had</c>, <c>graft/offline</c>), or is not signed as it should be.</exception>
    public async Task<NuGetPackageFile?> FetchAsync(string package, string version, string author, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(version);
        NuGetVersion? found = (await FindVersionsAsync(package, cancellation)).FirstOrDefault(one => one.Version == version);
        if (found is null)
        {
            return null;
        }

        string path = RelativePath(package, version);
        (string file, string sha256) = await options.Downloader.Value.FetchCheckedAsync(
            $"{package} {version}", SourceAddress.Join(found.Content.AbsoluteUri, path),
            fetched => RequireSigned(fetched, author), cancellation);
        return new NuGetPackageFile(file, sha256, found) { RelativePath = path };
    }

    /// <summary>Where the sources have a package's file, if they have it; nobody is asked whether they do.</summary>
    /// <param name="package">The package's name, in any case.</param>
    /// <param name="version">The exact version.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <returns>Addresses, in the order of the sources; none where no source answers, or the words are no package's.</returns>
    /// <exception cref="NukaException"><c>graft/offline</c>: no source has ever said where its packages lie.</exception>
    public async Task<ImmutableArray<Uri>> FindAddressesAsync(string package, string version, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(package);
        ArgumentNullException.ThrowIfNull(version);
        if (!IsPackage(package, version))
        {
            return [];
        }

        List<Uri> found = [];
        foreach (NuGetFeed feed in Feeds)
        {
            if (await FindContentAsync(feed, cancellation) is { } content)
            {
                found.Add(SourceAddress.Join(content.AbsoluteUri, RelativePath(package, version)));
            }
        }

        return found.Count > 0 || !options.IsOffline || Feeds.IsEmpty ? [.. found] : throw DownloadProblem.Offline($"{package} {version}");
    }

    /// <summary>Whether words are those of a package and a version, which lead nowhere else in an address.</summary>
    /// <param name="package">What may be a name.</param>
    /// <param name="version">What may be a version.</param>
    public static bool IsPackage(string package, string version) =>
        package is { Length: > 0 and <= NameLength } && Name().IsMatch(package) && version is { Length: > 0 and <= NameLength } && Version().IsMatch(version);

    /// <summary>Checks the signature of a package's file that came by another way, such as a lock's address.</summary>
    /// <param name="file">The file.</param>
    /// <param name="author">The distinguished name of who must have signed it.</param>
    /// <exception cref="NukaException"><c>graft/bad-package-signature</c>.</exception>
    public void RequireSigned(string file, string author) => new PackageSignature(options.Authorities.Value).Check(file, author);

    /// <summary>"Package content": names and versions in lower case.</summary>
    private static string RelativePath(string package, string version)
    {
        string name = package.ToLowerInvariant();
        string number = version.ToLowerInvariant();
        return $"{name}/{number}/{name}.{number}.nupkg";
    }

    /// <summary>"Service index": the resource below which package files lie.</summary>
    private async Task<Uri?> FindContentAsync(NuGetFeed feed, CancellationToken cancellation) =>
        await answers.AskAsync(feed.Index, feed.Index.AbsoluteUri, null, index => ReadContentAddress(feed.Index, index), cancellation);

    private static Uri? ReadContentAddress(Uri feed, JsonElement index)
    {
        if (!index.TryGetProperty("resources", out JsonElement resources) || resources.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        return resources.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.Object && Text(one, "@type") == "PackageBaseAddress/3.0.0")
            .Select(one => RegistryAddress.Read(feed, Text(one, "@id")))
            .FirstOrDefault(address => address is not null);
    }

    private static string? Text(JsonElement element, string key) =>
        element.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string[]? ReadVersions(JsonElement answer) =>
        answer.TryGetProperty("versions", out JsonElement versions) && versions.ValueKind == JsonValueKind.Array
            ? [.. versions.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)] : null;

    // What names and versions of packages may hold (documentation of NuGet, "Package identifier" and "Package versioning"): nothing that leads
    // elsewhere in an address.
    [GeneratedRegex(@"^\w+(?:[.-]\w+)*\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"^[0-9][0-9A-Za-z.+-]*\z")]
    private static partial Regex Version();
}

using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nuka.Graft.Download;
using Nuka.Graft.Registries;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Npm;

/// <summary>
/// Reads a registry of npm: the versions of a package, and its archives by what they hash to. Answers are kept: where the registry
/// cannot be asked, what it said last serves on, since every archive is verified by its integrity in any case.
/// </summary>
/// <param name="options">How it is reached.</param>
public sealed partial class NpmRegistry(NpmRegistryOptions options)
{
    private const int NameLength = 214;

    private static readonly KeyValuePair<string, string>[] ShortForm =
        [KeyValuePair.Create("Accept", "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8")];

    /// <summary>The registry's address; <see langword="null"/> where nobody says one.</summary>
    public Uri? Address => options.Address.Value;

    /// <summary>The published versions of a package, deprecated ones left out.</summary>
    /// <param name="name">Its name: <c>npm</c>, <c>@scope/name</c>.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>The versions in the registry's order; none if it has no such package or cannot be asked and never was.</returns>
    public async Task<ImmutableArray<NpmVersion>> FindVersionsAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!IsName(name))
        {
            return [];
        }

        Uri? address = Base is null ? null : new Uri($"{Base}/{name.Replace("/", "%2f", StringComparison.Ordinal)}");
        KeptAnswers answers = new(options.Directory, options.Fetcher, options.IsOffline, options.Time);
        return [.. await answers.AskAsync(address, $"{Base}\n{name}", ShortForm, Read, cancellationToken) ?? []];
    }

    /// <summary>The archive of a version.</summary>
    /// <param name="name">The package's name.</param>
    /// <param name="version">The exact version.</param>
    /// <param name="integrity">What a lock says it hashes to; <see langword="null"/> to believe the registry.</param>
    /// <param name="sizeLimitBytes">What is larger is not fetched; <see cref="long.MaxValue"/>: as large as any file may be.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>The path of the verified file; <see langword="null"/> if there is no such version, or nobody says what it hashes to.</returns>
    /// <exception cref="NukaException">It cannot be had, or is not what it should be.</exception>
    public async Task<string?> FetchAsync(string name, string version, string? integrity, long sizeLimitBytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(version);
        if (!IsName(name))
        {
            return null;
        }

        Uri? address = null;
        if (Checksum.TryParseIntegrity(integrity, out Checksum? checksum))
        {
            if (options.Downloader.Value.FindKept(checksum) is { } kept)
            {
                return kept;
            }

            address = Base is null ? null : Conventional(name, version);
        }
        else
        {
            NpmVersion? found = (await FindVersionsAsync(name, cancellationToken)).FirstOrDefault(v => v.Version == version);
            if (found is null || !Checksum.TryParseIntegrity(found.Integrity, out checksum))
            {
                return null;
            }

            address = found.Archive;
        }

        return address is null ? null : await options.Downloader.Value.FetchAsync(
            new DownloadRequest($"{name} {version}", checksum, -1, [address]) { SizeLimitBytes = sizeLimitBytes }, cancellationToken);
    }

    private string? Base => options.Address.Value?.AbsoluteUri.TrimEnd('/');

    /// <summary>Where a registry keeps a version by npm's registry API ("package tarball"): /NAME/-/NAME-WITHOUT-SCOPE-VERSION.tgz.</summary>
    /// <param name="name">The package's name.</param>
    /// <param name="version">The exact version.</param>
    public Uri Conventional(string name, string version) =>
        new($"{Base}/{name}/-/{name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..]}-{Uri.EscapeDataString(version)}.tgz");

    /// <summary>
    /// npm's own rules for names ("package.json", name), with what older packages have: capitals and <c>!'()*</c>. What a project states is put into
    /// addresses only if it is one.
    /// </summary>
    /// <param name="name">What may be a name.</param>
    public static bool IsName(string name) => name.Length <= NameLength && Name().IsMatch(name);

    [GeneratedRegex(@"^(?:@[A-Za-z0-9~_-][A-Za-z0-9._~-]*/)?[A-Za-z0-9~_-][A-Za-z0-9._~!'()*-]*\z")]
    private static partial Regex Name();

    private NpmVersion[]? Read(JsonElement answer) =>
        answer.TryGetProperty("versions", out JsonElement versions) && versions.ValueKind == JsonValueKind.Object
            ? [.. versions.EnumerateObject().Select(Version).OfType<NpmVersion>()] : null;

    private NpmVersion? Version(JsonProperty version)
    {
        JsonElement value = version.Value;
        bool deprecated = value.TryGetProperty("deprecated", out JsonElement notice) && notice.ValueKind == JsonValueKind.String && notice.GetString()!.Length > 0;
        string? range = value.TryGetProperty("engines", out JsonElement engines) && engines.ValueKind == JsonValueKind.Object
            && engines.TryGetProperty("node", out JsonElement node) && node.ValueKind == JsonValueKind.String ? node.GetString() : null;
        return !deprecated && value.TryGetProperty("dist", out JsonElement dist) && dist.TryGetProperty("tarball", out JsonElement archive)
            && RegistryAddress.Read(Address, archive.GetString()) is { } address
            && dist.TryGetProperty("integrity", out JsonElement integrity) && integrity.GetString() is { } text
            ? new NpmVersion(version.Name, address, text, range) : null;
    }
}

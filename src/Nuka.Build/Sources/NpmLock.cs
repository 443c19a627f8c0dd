using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Nuka.Graft.Download;
using Nuka.Graft.Npm;
using Nuka.Store;

namespace Nuka.Build.Sources;

/// <summary>
/// npm's package-lock.json. The tree holds a cache of npm's, from which <c>npm ci</c> takes what the lock names: by its integrity where the lock says
/// where it was had, else as the answer of a registry that there is not.
/// </summary>
/// <param name="npm">The machine's registry.</param>
/// <param name="downloader">Gets and keeps files.</param>
internal sealed class NpmLock(Lazy<NpmRegistry> npm, Lazy<Downloader> downloader) : ILockSource
{
    // RFC 2606, section 2: no name below it is anybody's.
    private const string Nobody = "http://npm.invalid/";

    // What npm 10 and later, and what npm 7 to 9 ask for.
    private static readonly string[] Accepts = ["application/json", "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*"];

    /// <inheritdoc/>
    public string Manager => "npm";

    /// <inheritdoc/>
    public int Epoch => 1;

    /// <inheritdoc/>
    public ImmutableSortedDictionary<string, string> Variables { get; } = new Dictionary<string, string>
    {
        ["npm_config_audit"] = "false",
        ["npm_config_cache"] = $"{FetchedSource.Here}/cache",
        ["npm_config_fund"] = "false",
        ["npm_config_offline"] = "true",
        ["npm_config_registry"] = Nobody,
        ["npm_config_update_notifier"] = "false",
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task FillAsync(LockFile locked, TreeWriter writer, CancellationToken cancellation)
    {
        IReadOnlyList<NpmLocked> packages = new NpmLockReader(locked).Read();
        LockedFile[] files = [.. packages.Select(package => new LockedFile($"{package.Name} {package.Version}", package.Checksum, Addresses(package)))];
        ImmutableArray<string> paths = await new LockedFiles(downloader).FetchAsync(locked, files, "this machine has no registry of npm", cancellation);
        writer.AddDirectory("cache"u8);
        NpmCache cache = new(writer, "cache");
        HashSet<string> answered = new(StringComparer.Ordinal);
        foreach ((NpmLocked package, string path) in packages.Zip(paths))
        {
            cancellation.ThrowIfCancellationRequested();
            using FileStream content = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            cache.AddContent(package.Checksum, content);
            if (answered.Add(Tarball(package)))
            {
                cache.AddAnswer(Tarball(package), "application/octet-stream", package.Checksum, content.Length);
            }
        }

        foreach (IGrouping<string, NpmLocked> package in packages.GroupBy(package => package.Name, StringComparer.Ordinal))
        {
            byte[] description = Describe(package);
            Checksum checksum = Checksum.FromSha256(Convert.ToHexStringLower(SHA256.HashData(description)));
            using MemoryStream content = new(description);
            cache.AddContent(checksum, content);
            cache.AddAnswer(Nobody + package.Key.Replace("/", "%2f", StringComparison.Ordinal), "application/json", checksum, description.Length, Accepts);
        }
    }

    /// <summary>The machine's own registry comes first, whosever the lock was made with: what is had is the same.</summary>
    private List<Uri> Addresses(NpmLocked package)
    {
        List<Uri> addresses = npm.Value.Address is null ? [] : [npm.Value.Conventional(package.Name, package.Version)];
        if (Uri.TryCreate(package.Resolved, UriKind.Absolute, out Uri? stated) && stated.Scheme == "https" && stated.UserInfo.Length == 0)
        {
            addresses.Add(stated);
        }

        return addresses;
    }

    private static string Tarball(NpmLocked package) =>
        $"{Nobody}{package.Name}/-/{package.Name[(package.Name.LastIndexOf('/') + 1)..]}-{package.Version}.tgz";

    /// <summary>What a registry would say of a package, as far as npm asks that has a lock.</summary>
    private static byte[] Describe(IGrouping<string, NpmLocked> package)
    {
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            json.WriteString("name", package.Key);
            json.WriteStartObject("versions");
            foreach (NpmLocked version in package.DistinctBy(one => one.Version))
            {
                json.WriteStartObject(version.Version);
                json.WriteString("name", version.Name);
                json.WriteString("version", version.Version);
                json.WriteStartObject("dist");
                json.WriteString("tarball", Tarball(version));
                json.WriteString("integrity", NpmCache.Integrity(version.Checksum));
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }
}

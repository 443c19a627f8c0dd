using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Nuka.Graft.Download;
using Nuka.Graft.NuGet;
using Nuka.Store;

namespace Nuka.Build.Sources;

/// <summary>
/// NuGet's packages.lock.json, versions 1 and 2. The tree holds a directory of packages, which NuGet takes as a source. What a lock states is not the
/// digest of a package's file but of what was signed in it, so each is checked when it is there.
/// </summary>
/// <param name="nuget">The machine's sources of NuGet.</param>
/// <param name="downloader">Gets and keeps files.</param>
internal sealed class NuGetLock(Lazy<NuGetSource> nuget, Lazy<Downloader> downloader) : ILockSource
{
    private const int HashBytes = 64;
    private const string Again = "let NuGet write it anew: dotnet restore --use-lock-file --force-evaluate";

    /// <inheritdoc/>
    public string Manager => "nuget";

    /// <inheritdoc/>
    public int Epoch => 1;

    /// <inheritdoc/>
    public ImmutableSortedDictionary<string, string> Variables { get; } = new Dictionary<string, string>
    {
        // Every package is the one that the lock states; whether a certificate was revoked, nobody could be asked.
        ["DOTNET_NUGET_SIGNATURE_VERIFICATION"] = "false",
        ["RestoreLockedMode"] = "true",
        ["RestoreSources"] = $"{FetchedSource.Here}/packages",
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task FillAsync(LockFile locked, TreeWriter writer, CancellationToken cancellation)
    {
        IReadOnlyList<NuGetLocked> packages = Read(locked);
        CheckedFile[] wanted = [.. packages.Select(package => new CheckedFile(
            $"{package.Name} {package.Version}", package.ContentHash, file => Convert.ToBase64String(PackageSignature.HashContent(file)),
            token => nuget.Value.FindAddressesAsync(package.Name, package.Version, token)))];
        string[] files = await new CheckedFiles(downloader).FetchAsync(locked, wanted, "no source of NuGet says where it is", cancellation);
        writer.AddDirectory("packages"u8);
        foreach ((NuGetLocked package, string file) in packages.Zip(files))
        {
            cancellation.ThrowIfCancellationRequested();
            using FileStream content = new(file, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            writer.AddFile(Encoding.UTF8.GetBytes($"packages/{package.Name}.{package.Version}.nupkg"), executable: false, content, content.Length);
        }
    }

    /// <summary>The packages that a lock names, whatever they are for, each once, in the order of their names and versions.</summary>
    private static NuGetLocked[] Read(LockFile locked) => JsonLock.Read(locked, Again, top =>
    {
        bool isKnown = top.ValueKind == JsonValueKind.Object && top.TryGetProperty("version", out JsonElement version)
            && version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out int number) && number is 1 or 2;
        if (!isKnown || !top.TryGetProperty("dependencies", out JsonElement frameworks) || frameworks.ValueKind != JsonValueKind.Object)
        {
            throw locked.Bad("it is no packages.lock.json of version 1 or 2", Again);
        }

        SortedDictionary<string, NuGetLocked> packages = new(StringComparer.Ordinal);
        foreach (JsonProperty framework in frameworks.EnumerateObject())
        {
            JsonElement.ObjectEnumerator entries = framework.Value.ValueKind == JsonValueKind.Object ? framework.Value.EnumerateObject()
                : throw locked.Bad($"`{framework.Name}` is no list of packages", Again);
            foreach (JsonProperty entry in entries.Where(entry => JsonLock.Text(entry.Value, "type") != "Project"))
            {
                NuGetLocked package = Find(locked, entry);
                if (packages.TryGetValue(package.Key, out NuGetLocked? other) && other.ContentHash != package.ContentHash)
                {
                    throw locked.Bad($"`{package.Name}` {package.Version} stands in it with two contents", Again);
                }

                packages[package.Key] = package;
            }
        }

        return packages.Count <= LockFile.FileCount ? packages.Values.ToArray() : throw locked.Bad($"it names more than {LockFile.FileCount} packages", Again);
    });

    private static NuGetLocked Find(LockFile locked, JsonProperty entry)
    {
        NuGetLocked package = new(entry.Name.ToLowerInvariant(), JsonLock.Text(entry.Value, "resolved").ToLowerInvariant(), JsonLock.Text(entry.Value, "contentHash"));
        if (!NuGetSource.IsPackage(package.Name, package.Version))
        {
            throw locked.Bad($"`{entry.Name}` names no package and version of NuGet", Again);
        }

        byte[] hash = new byte[HashBytes + 1];
        return Convert.TryFromBase64String(package.ContentHash, hash, out int length) && length == HashBytes
            ? package : throw locked.Bad($"`{entry.Name}` has no content hash by SHA-512", Again);
    }
}

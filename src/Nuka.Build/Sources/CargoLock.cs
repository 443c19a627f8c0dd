using System.Collections.Immutable;
using System.Text;
using Nuka.Content.Archives;
using Nuka.Formats.Toml;
using Nuka.Graft.Download;
using Nuka.Graft.Registries;
using Nuka.Platform.Errors;
using Nuka.Store;

namespace Nuka.Build.Sources;

/// <summary>
/// Cargo's Cargo.lock, versions 2 to 4. The tree holds the crates unpacked, as <c>cargo vendor</c> lays them down, and a home of Cargo's whose settings put
/// them in the place of the registries (the reference of Cargo, "Source Replacement").
/// </summary>
/// <param name="index">The machine's registries.</param>
/// <param name="downloader">Gets and keeps files.</param>
internal sealed class CargoLock(Lazy<CargoIndex> index, Lazy<Downloader> downloader) : ILockSource
{
    private const string Again = "let Cargo write it anew: cargo generate-lockfile";

    // Cargo's own registry has a name of its own in the settings, whatever its address.
    private const string DefaultIndex = "/crates.io-index";

    /// <inheritdoc/>
    public string Manager => "cargo";

    /// <inheritdoc/>
    public int Epoch => 1;

    /// <inheritdoc/>
    public ImmutableSortedDictionary<string, string> Variables { get; } = new Dictionary<string, string>
    {
        ["CARGO_HOME"] = $"{FetchedSource.Here}/home",
        ["CARGO_NET_OFFLINE"] = "true",
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task FillAsync(LockFile locked, TreeWriter writer, CancellationToken cancellation)
    {
        CargoLocked[] crates = Read(locked);
        LockedFile[] files = new LockedFile[crates.Length];
        for (int at = 0; at < crates.Length; at++)
        {
            CargoLocked crate = crates[at];
            files[at] = new LockedFile(
                $"{crate.Name} {crate.Version}", crate.Checksum,
                await index.Value.FindAddressesAsync(crate.Name, crate.Version, crate.Checksum, crate.SparseIndex, cancellation));
        }

        ImmutableArray<string> paths = await new LockedFiles(downloader).FetchAsync(
            locked, files, "no registry of this machine says where its crates lie: its config.toml names none by source replacement", cancellation);
        writer.AddFile("home/config.toml"u8, executable: false, Encoding.UTF8.GetBytes(Settings(crates)));
        writer.AddDirectory("vendor"u8);
        foreach ((CargoLocked crate, string path) in crates.Zip(paths))
        {
            Unpack(crate, path, locked, writer, cancellation);
        }
    }

    private static void Unpack(CargoLocked crate, string path, LockFile locked, TreeWriter writer, CancellationToken cancellation)
    {
        using FileStream content = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        try
        {
            SourceTree tree = new(writer, ArchiveLimits.Package) { Prefix = "vendor/", Top = crate.Directory };
            SourceUnpacker.AddTar(tree, Decompression.Open(content, CompressionFormat.Gzip), ArchiveLimits.Package, cancellation);
        }
        catch (NukaException error) when (SourceProblem.IsOfArchive(error))
        {
            throw SourceProblem.In($"{crate.Name} {crate.Version}", locked.Package, error);
        }

        // What Cargo looks at before it believes a directory; of files none has to be named.
        writer.AddFile(
            Encoding.UTF8.GetBytes($"vendor/{crate.Directory}/.cargo-checksum.json"), executable: false,
            Encoding.UTF8.GetBytes($$"""{"files":{},"package":"{{crate.Checksum.Hex}}"}"""));
    }

    private static string Settings(CargoLocked[] crates)
    {
        StringBuilder text = new("[source.crates-io]\nreplace-with = \"vendor\"\n\n");
        IEnumerable<string> others = crates.Select(crate => crate.Source).Distinct().Where(source => !source.EndsWith(DefaultIndex, StringComparison.Ordinal));
        foreach (string source in others.Order(StringComparer.Ordinal))
        {
            string registry = source.StartsWith("sparse+", StringComparison.Ordinal) ? source : source["registry+".Length..];
            text.Append("[source.\"").Append(source).Append("\"]\nregistry = \"").Append(registry).Append("\"\nreplace-with = \"vendor\"\n\n");
        }

        return text.Append("[source.vendor]\ndirectory = \"vendor\"\n").ToString();
    }

    /// <summary>The crates that a lock names, in the order of their names and versions.</summary>
    private static CargoLocked[] Read(LockFile locked)
    {
        TomlDocument document;
        try
        {
            document = TomlDocument.Parse(locked.Content, locked.Path);
        }
        catch (NukaException error)
        {
            throw locked.Bad($"it is no TOML: {error.Problem.Message}", Again, error.Problem.Place?.Line ?? 0);
        }

        // The first version had the digests elsewhere, and no `version`; the second has neither.
        if (document.Find("version") is { } version && version is not TomlInteger { Value: >= 2 and <= 4 })
        {
            throw locked.Bad("it is a Cargo.lock of a version that nuka does not know", Again);
        }

        IReadOnlyList<TomlValue> packages = document.Find("package") switch
        {
            TomlArray { OfTables: true } array => array.Items,
            null => [],
            _ => throw locked.Bad("`package` is no list of crates", Again),
        };
        SortedDictionary<string, CargoLocked> crates = new(StringComparer.Ordinal);
        foreach (TomlTable package in packages.OfType<TomlTable>().Where(package => package["source"] is not null))
        {
            CargoLocked crate = Find(locked, package, document.PlaceOf(package).Line);
            if (!crates.TryAdd(crate.Directory, crate) && crates[crate.Directory].Checksum != crate.Checksum)
            {
                throw locked.Bad($"`{crate.Directory}` stands in it twice, from two registries", "depend on one of them", document.PlaceOf(package).Line);
            }
        }

        return crates.Count <= LockFile.FileCount ? [.. crates.Values] : throw locked.Bad($"it names more than {LockFile.FileCount} crates", Again);
    }

    private static CargoLocked Find(LockFile locked, TomlTable package, int line)
    {
        string name = package.Text("name") ?? "";
        string version = package.Text("version") ?? "";
        string source = package.Text("source") ?? "";
        bool isRegistry = source.StartsWith("registry+", StringComparison.Ordinal) || source.StartsWith("sparse+", StringComparison.Ordinal);
        if (!isRegistry || source.Any(one => char.IsControl(one) || one is '"' or '\\'))
        {
            throw locked.Bad(
                $"`{name}` comes from `{source}`, of which Cargo states no digest", "depend on a published version, or keep it beside the program (path)", line);
        }

        if (!CargoIndex.IsCrate(name, version))
        {
            throw locked.Bad($"`{name}` `{version}` are no crate and version", Again, line);
        }

        return Checksum.TryReadSha256(package.Text("checksum")) is { } checksum
            ? new CargoLocked(name, version, checksum, source) : throw locked.Bad($"`{name}` has no checksum by SHA-256", Again, line);
    }
}

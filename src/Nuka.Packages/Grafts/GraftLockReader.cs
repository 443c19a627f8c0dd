using System.Collections.Immutable;
using System.Globalization;
using Nuka.Formats.Toml;
using Nuka.Graft.Cleaning;
using Nuka.Packages.Identity;
using Nuka.Platform.Errors;

namespace Nuka.Packages.Grafts;

/// <summary>Reads <c>[grafts]</c> strictly: every key known, present where it must be, and of the right kind.</summary>
internal sealed class GraftLockReader
{
    /// <summary>The version of the form.</summary>
    internal const int Version = 1;

    private const long PackageBytes = 1L << 40;

    private readonly TomlDocument document;

    private GraftLockReader(TomlDocument document) => this.document = document;

    internal static ImmutableArray<GraftEntry> Read(TomlDocument document) =>
        document.Root.TryGet(GraftLock.Key, out TomlEntry? entry) ? new GraftLockReader(document).All(entry.Value) : [];

    private ImmutableArray<GraftEntry> All(TomlValue value)
    {
        TomlTable table = Table(value, "version", "graft");
        if (Number(table, "version") is var version && version != Version)
        {
            throw Bad(table["version"]!, string.Create(CultureInfo.InvariantCulture, $"the grafts are written in form {version}, and this nuka reads form {Version}"));
        }

        ImmutableArray<GraftEntry>.Builder entries = ImmutableArray.CreateBuilder<GraftEntry>();
        foreach (TomlValue one in Tables(table, "graft"))
        {
            GraftEntry entry = Entry(one);
            if (entries.Any(other => (other.Name, other.Platform) == (entry.Name, entry.Platform)))
            {
                throw Bad(one, $"`{entry.Name}` stands twice for {entry.Platform}");
            }

            entries.Add(entry);
        }

        return entries.DrainToImmutable();
    }

    private GraftEntry Entry(TomlValue value)
    {
        TomlTable table = Table(value, "name", "platform", "package");
        string name = Text(table, "name");
        if (!PackageSource.IsName(name))
        {
            throw Bad(table["name"]!, $"no package file can name `{name}`: small letters, digits, `-` and `_`");
        }

        ImmutableArray<LockedGraft> packages = [.. Tables(table, "package").Select(Package)];
        if (packages.GroupBy(package => package.Graft.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw Bad(table["name"]!, $"`{name}` has the package {twice.Key} twice");
        }

        // A graft that the lowest runtime holds has no packages of its own; any other has itself.
        return packages.IsEmpty || packages.Any(package => package.Graft.Name == name)
            ? new GraftEntry(name, Text(table, "platform"), packages)
            : throw Bad(table["name"]!, $"`{name}` is not among its own packages");
    }

    private LockedGraft Package(TomlValue value)
    {
        TomlTable table = Table(value, "archive", "name", "version", "arch", "file", "sha256", "size");
        string archive = Text(table, "archive");
        string sha256 = Text(table, "sha256");
        string file = Text(table, "file");
        long size = Number(table, "size");
        if (archive != "deb")
        {
            throw Bad(table["archive"]!, $"`{archive}` is no archive that grafts come from: deb");
        }

        if (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigitLower))
        {
            throw Bad(table["sha256"]!, "`sha256` is no SHA-256 of 64 lower-case digits");
        }

        if (file.StartsWith('/') || file.Contains('\\', StringComparison.Ordinal) || file.Contains("://", StringComparison.Ordinal) || file.Split('/').Contains(".."))
        {
            throw Bad(table["file"]!, "`file` is no path within an archive");
        }

        return size is >= 0 and <= PackageBytes
            ? new LockedGraft(new GraftIr(archive, Text(table, "name"), Text(table, "version"), Text(table, "arch"), sha256, CleaningPolicy.Development.Identity), file, size)
            : throw Bad(table["size"]!, "`size` cannot be");
    }

    private TomlTable Table(TomlValue value, params string[] keys)
    {
        TomlTable table = value as TomlTable ?? throw Bad(value, "expected a table");
        return table.Entries.FirstOrDefault(entry => !keys.Contains(entry.Key)) is { } unknown
            ? throw Bad(document.PlaceOf(unknown), $"there is no key `{unknown.Key}` here")
            : table;
    }

    private IEnumerable<TomlValue> Tables(TomlTable table, string key) => table[key] switch
    {
        null => [],
        TomlArray array => array.Items,
        { } other => throw Bad(other, $"`{key}` is no list of tables"),
    };

    private string Text(TomlTable table, string key)
    {
        string text = Value<TomlString>(table, key, "text").Value;
        return text.Length > 0 && text.All(letter => letter is > ' ' and <= '~') ? text : throw Bad(table[key]!, $"`{key}` is empty, or holds more than printable ASCII");
    }

    private long Number(TomlTable table, string key) => Value<TomlInteger>(table, key, "number").Value;

    private T Value<T>(TomlTable table, string key, string kind)
        where T : TomlValue => table[key] switch
        {
            T value => value,
            null => throw Bad(table, $"`{key}` is missing"),
            { } other => throw Bad(other, $"`{key}` is no {kind}"),
        };

    private NukaException Bad(TomlValue value, string message) => Bad(document.PlaceOf(value), message);

    private static NukaException Bad(Place place, string message) => new Problem("packages/bad-graft-lock", message)
    {
        Place = place,
        Hints = ["`[grafts]` is written by nuka alone: restore it, or remove it and lock them anew   try: nuka lock --packages DIRECTORY NAME…"],
    }.ToException();
}

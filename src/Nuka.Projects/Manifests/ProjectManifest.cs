using System.Collections.Immutable;
using Nuka.Environments.Permissions;
using Nuka.Formats.Toml;
using Nuka.Platform.Errors;

namespace Nuka.Projects.Manifests;

/// <summary>What a person wrote about a project's environment (specs/manifest.md); everything in it is optional.</summary>
public sealed class ProjectManifest
{
    private static readonly string[] OwnTables = ["system", "permissions", "runtime", "platforms"];
    private static readonly string[] AtomTables = ["package", "compose", "deps"];
    private static readonly string[] RuntimeNames = ["node", "npm", "python", "rust", "go", "dotnet", "dotnet-sdk", "aspnetcore", "ruby", "php"];

    private ProjectManifest(TomlDocument document)
    {
        Document = document;
        IsAtom = document.Root.TryGet("package", out _);
        string[] tables = IsAtom ? [.. OwnTables, .. AtomTables] : OwnTables;
        foreach (TomlEntry entry in document.Root.Entries)
        {
            if (!tables.Contains(entry.Key, StringComparer.Ordinal))
            {
                throw AtomTables.Contains(entry.Key, StringComparer.Ordinal)
                    ? Bad("projects/unknown-key", $"`{entry.Key}` belongs to an atom, and only a file with `[package]` is one", document.PlaceOf(entry),
                        $"the tables here are: {string.Join(", ", tables.Order(StringComparer.Ordinal))}")
                    : Unknown(entry, tables);
            }
        }

        Packages = [.. ReadSystem("packages")];
        PrivatePackages = [.. ReadSystem("private")];
        if (PrivatePackages.FirstOrDefault(one => one.Archive is not (null or "deb") || one.Name.Contains('/', StringComparison.Ordinal)
            || PrivatePackages.Count(other => other.Name == one.Name) > 1) is { } refused)
        {
            throw Bad("projects/bad-manifest", $"`{refused.Text}` cannot stand in a directory of its own: a package of a Debian archive can, each name once", refused.Place,
                "such as `private = [\"libfoo1=1.2-3\"]`");
        }

        Permissions = [.. ReadPermissions()];
        Runtimes = [.. Table("runtime", RuntimeNames).Select(e => new RequestedRuntime(e.Key, Text(e), document.PlaceOf(e)))];
        Platforms = [.. Table("platforms", PlatformName.All).Select(ReadPlatform)];
    }

    /// <summary>The text, for edits.</summary>
    public TomlDocument Document { get; }

    /// <summary>Whether the file is an atom's manifest too; its tables are left alone here.</summary>
    public bool IsAtom { get; }

    /// <summary><c>[system] packages</c>, in the order written.</summary>
    public ImmutableArray<RequestedPackage> Packages { get; }

    /// <summary><c>[system] private</c>, in the order written: packages that stand in a directory of their own beside the root.</summary>
    public ImmutableArray<RequestedPackage> PrivatePackages { get; }

    /// <summary><c>[permissions]</c>, a request.</summary>
    public ImmutableArray<RequestedPermission> Permissions { get; }

    /// <summary><c>[runtime]</c>.</summary>
    public ImmutableArray<RequestedRuntime> Runtimes { get; }

    /// <summary><c>[platforms]</c>; none means the one at hand.</summary>
    public ImmutableArray<RequestedPlatform> Platforms { get; }

    /// <summary>Reads a manifest.</summary>
    /// <param name="document">The file.</param>
    /// <exception cref="NukaException"><c>projects/unknown-key</c>, <c>projects/bad-manifest</c>, with the place.</exception>
    public static ProjectManifest Read(TomlDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return new ProjectManifest(document);
    }

    /// <summary>Reads the manifest of a project; one that is absent is empty.</summary>
    /// <param name="projectDirectory">The project's directory.</param>
    /// <exception cref="NukaException">As <see cref="Read"/>, and what TOML itself refuses.</exception>
    public static ProjectManifest ReadFrom(string projectDirectory)
    {
        string name = ManifestPair.Of(projectDirectory).Manifest;
        string path = Path.Combine(projectDirectory, name);
        return Read(TomlDocument.Parse(ProjectFile.Read(path, name), name));
    }

    private IEnumerable<RequestedPackage> ReadSystem(string key)
    {
        foreach (TomlEntry entry in Table("system", ["packages", "private"]).Where(entry => entry.Key == key))
        {
            foreach (TomlString package in Strings(entry))
            {
                RequestedPackage requested = new(package.Value, Document.PlaceOf(package));
                yield return requested.Name.Length > 0 && requested.Version != "" && !package.Value.Any(char.IsWhiteSpace)
                    ? requested
                    : throw Bad("projects/bad-manifest", $"`{package.Value}` names no package", requested.Place,
                        "such as `libvips-dev`, `libvips-dev=8.14.1-3` or `deb:jq`   try: nuka search WORDS");
            }
        }
    }

    private IEnumerable<RequestedPermission> ReadPermissions()
    {
        foreach (TomlEntry entry in Table("permissions", [.. PermissionGrammar.AllWords]))
        {
            switch (entry.Value)
            {
                case TomlBoolean { Value: true }:
                    yield return new RequestedPermission(entry.Key, Document.PlaceOf(entry));
                    break;
                case TomlBoolean:
                    break;
                case TomlString text:
                    yield return new RequestedPermission($"{entry.Key}={text.Value}", Document.PlaceOf(text));
                    break;
                case TomlInteger number:
                    yield return new RequestedPermission($"{entry.Key}={TomlText.Integer(number.Value)}", Document.PlaceOf(number));
                    break;
                default:
                    foreach (TomlString item in Strings(entry))
                    {
                        yield return new RequestedPermission($"{entry.Key}={item.Value}", Document.PlaceOf(item));
                    }

                    break;
            }
        }
    }

    private RequestedPlatform ReadPlatform(TomlEntry entry)
    {
        if (entry.Value is not TomlTable table)
        {
            throw Bad("projects/bad-manifest", $"`{entry.Key}` is a table, such as `{entry.Key} = {{}}`", Document.PlaceOf(entry.Value),
                $"write `{entry.Key} = {{}}`");
        }

        foreach (TomlEntry inner in table.Entries.Where(inner => inner.Key != "cpu"))
        {
            throw Unknown(inner, ["cpu"]);
        }

        return new RequestedPlatform(entry.Key, table.TryGet("cpu", out TomlEntry? cpu) ? Text(cpu) : null, Document.PlaceOf(entry));
    }

    private IEnumerable<TomlEntry> Table(string name, string[] keys)
    {
        if (!Document.Root.TryGet(name, out TomlEntry? entry))
        {
            return [];
        }

        if (entry.Value is not TomlTable table)
        {
            throw Bad("projects/bad-manifest", $"`{name}` is a table, written as `[{name}]`", Document.PlaceOf(entry),
                $"write `[{name}]` on a line of its own, and below it: {string.Join(", ", keys)}");
        }

        TomlEntry? unknown = table.Entries.FirstOrDefault(e => !keys.Contains(e.Key, StringComparer.Ordinal));
        return unknown is null ? table.Entries : throw Unknown(unknown, keys);
    }

    private string Text(TomlEntry entry) => entry.Value is TomlString text
        ? text.Value : throw Bad("projects/bad-manifest", $"`{entry.Key}` is text in quotes", Document.PlaceOf(entry.Value), $"write `{entry.Key} = \"…\"`");

    private IEnumerable<TomlString> Strings(TomlEntry entry)
    {
        if (entry.Value is not TomlArray array)
        {
            throw Bad("projects/bad-manifest", $"`{entry.Key}` is a list of texts in quotes", Document.PlaceOf(entry.Value), $"write `{entry.Key} = [\"…\"]`");
        }

        return array.Items.Select(item => item as TomlString
            ?? throw Bad("projects/bad-manifest", $"`{entry.Key}` is a list of texts in quotes", Document.PlaceOf(item), $"write `{entry.Key} = [\"…\"]`"));
    }

    private NukaException Unknown(TomlEntry entry, IReadOnlyList<string> known)
    {
        string? near = Similarity.Nearest(entry.Key, known);
        return new Problem("projects/unknown-key", $"there is no key `{entry.Key}` here")
        {
            Place = Document.PlaceOf(entry),
            Hints = [near is null ? $"the keys are: {string.Join(", ", known)}" : $"did you mean `{near}`?"],
        }.ToException();
    }

    private static NukaException Bad(string code, string message, Place place, string hint) =>
        new Problem(code, message) { Place = place, Hints = [hint] }.ToException();
}

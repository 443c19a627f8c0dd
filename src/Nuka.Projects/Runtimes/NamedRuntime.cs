using System.Collections.Immutable;
using Nuka.Formats.Toml;
using Nuka.Platform.Errors;
using Nuka.Projects.Locks;

namespace Nuka.Projects.Runtimes;

/// <summary>A named, versioned, locked environment that projects' environments are supersets of (specs/runtime.md).</summary>
public sealed record NamedRuntime
{
    private static readonly string[] Keys = ["name", "version", "about", "on", "packages"];

    /// <summary>Its name: <c>node</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its version: the release line of what it brings, or a number that is raised when its packages change.</summary>
    public required string Version { get; init; }

    /// <summary>What it is for, in a sentence.</summary>
    public required string About { get; init; }

    /// <summary>The runtime that it stands on, such as <c>base@1</c>; <see langword="null"/> for the lowest.</summary>
    public string? On { get; init; }

    /// <summary>The Debian packages that it names; what they require is in the lock.</summary>
    public ImmutableArray<string> Packages { get; init; } = [];

    /// <summary>Its lock; <see langword="null"/> for one that was never locked.</summary>
    public EnvironmentLock? Lock { get; init; }

    /// <summary>Name and version: <c>node@18</c>.</summary>
    public string Label => $"{Name}@{Version}";

    /// <summary>Reads one.</summary>
    /// <param name="bytes">The file's bytes.</param>
    /// <param name="file">The file's name for people.</param>
    /// <exception cref="NukaException"><c>projects/bad-runtime</c>, and what TOML and locks refuse.</exception>
    public static NamedRuntime Read(ReadOnlySpan<byte> bytes, string file)
    {
        LockFile whole = LockFile.Parse(bytes, file);
        TomlDocument document = whole.Document;
        if (!document.Root.TryGet("runtime", out TomlEntry? entry) || entry.Value is not TomlTable table)
        {
            throw Bad($"{file} has no table `runtime`", new Place(file));
        }

        if (table.Entries.FirstOrDefault(one => !Keys.Contains(one.Key, StringComparer.Ordinal)) is { } unknown)
        {
            throw Bad($"a runtime has no key `{unknown.Key}`", document.PlaceOf(unknown));
        }

        string Text(string key) => table.Text(key) is { Length: > 0 } text ? text : throw Bad($"a runtime must have text for `{key}`", document.PlaceOf(entry));
        TomlString[]? packages = (table["packages"] as TomlArray)?.Items.OfType<TomlString>().ToArray();
        return new NamedRuntime
        {
            Name = Text("name"),
            Version = Text("version"),
            About = Text("about"),
            On = table["on"] is null ? null : Text("on"),
            Packages = packages is { Length: > 0 } ? [.. packages.Select(package => package.Value)] : throw Bad("a runtime must have a list `packages`", document.PlaceOf(entry)),
            Lock = whole.Environment,
        };
    }

    private static NukaException Bad(string message, Place place) =>
        new Problem("projects/bad-runtime", message) { Place = place, Hints = ["the files beside nuka are its own: unpack its release again"] }.ToException();
}

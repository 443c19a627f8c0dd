using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Nuka.Cli.Completions;
using Nuka.Cli.Frame;
using Nuka.Formats.Toml;
using Nuka.Platform.Errors;
using Nuka.Projects.Exec;
using Nuka.Projects.Locks;
using Nuka.Projects.Manifests;

namespace Nuka.Cli.Commands;

/// <summary>
/// <c>nuka add X…</c> and <c>nuka remove X…</c>: change the packages that the manifest names, and the lock with it. Both files change, or
/// neither does; comments and order of the manifest stay.
/// </summary>
internal sealed class AddCommand : NukaCommand
{
    private readonly bool _removes;
    private readonly Argument<string[]> _packages = new("PACKAGE") { Arity = ArgumentArity.OneOrMore };

    private readonly Option<bool> _private = new("--private") { Description = "Into a directory of their own, /opt/NAME, beside another version in the root" };

    internal AddCommand(CommandEntry entry)
        : base(entry)
    {
        _removes = entry.Name == "remove";
        _packages.Description = _removes ? "Packages as the manifest names them" : "Packages to name: jq, deb:jq, deb:jq=1.6-2.1";
        Syntax.Add(_packages);
        if (!_removes)
        {
            Syntax.Add(_private);
        }
    }

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples => _removes
        ?
        [
            new("nuka remove jq", "name it no more, and lock without it"),
            new("nuka remove deb:jq deb:curl", "several at once"),
        ]
        :
        [
            new("nuka add jq", "name a package in eka.toml, and lock it"),
            new("nuka add deb:jq=1.6-2.1", "exactly this version, from a Debian archive"),
            new("nuka add --private jackd1", "what the root cannot hold beside something else: into /opt/jackd1"),
        ];

    /// <inheritdoc/>
    internal override NameKind? NamesOf(Symbol symbol) => symbol == _packages ? _removes ? NameKind.Named : NameKind.Package : null;

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        ProjectPlace place = rooms.FindProject();
        string name = Path.GetFileName(place.ManifestPath);
        TomlDocument before = TomlDocument.Parse(ProjectFile.Read(place.ManifestPath, name), name);
        EnvironmentLock? known = _removes ? LockFile.Open(place.LockPath, place.LockName).Environment : null;
        ImmutableArray<string> forgotten = [.. (context.Value(_packages) ?? []).Where(package => IsRemembered(known, package))];
        TomlDocument after = Edit(before);
        ProjectManifest.Read(after);
        bool changes = after.Text != before.Text;
        if (!changes && forgotten.IsEmpty)
        {
            context.Say($"{name} names them already");
        }
        else if (!context.DryRun)
        {
            try
            {
                await new ProjectRunner(rooms.OpenProjectRooms()).LockAsync(
                    new ExecOptions
                    {
                        WorkingDirectory = place.Directory,
                        IsDirectoryNamed = context.IsDirectoryNamed,
                        Command = [],
                        Edit = changes ? document => after = Edit(document) : null,
                        Forgotten = forgotten,
                    },
                    context.Cancellation);
            }
            catch (NukaException refused) when (changes && IsOfTheEdit(refused.Problem.Place, before, after))
            {
                throw (refused.Problem with { Place = null }).ToException(refused);
            }

            context.Say(changes ? $"{name} and {place.LockName} are written" : $"{place.LockName} is written");
        }

        if (context.Json)
        {
            context.WriteJson(json => WriteJson(json, place.ManifestPath, after, changed: after.Text != before.Text));
        }
        else if (context.DryRun && after.Text != before.Text)
        {
            context.Output.Write(after.Text);
        }

        return ExitCodes.Done;

        TomlDocument Edit(TomlDocument document) => (context.Value(_packages) ?? []).Aggregate(document, (edited, package) =>
            _removes ? Without(edited, package, forgotten.Contains(package)) : With(edited, package, aside: context.Value(_private)));
    }

    /// <summary>Whether a problem's place stands in the manifest only as it would have been: a person would look for it in vain.</summary>
    private static bool IsOfTheEdit(Place? place, TomlDocument before, TomlDocument after) =>
        place is not null && place.File == before.File && place.Line > 0
        && before.Text.Split('\n').ElementAtOrDefault(place.Line - 1) != after.Text.Split('\n').ElementAtOrDefault(place.Line - 1);

    /// <summary>Whether the lock has it only because a command or a failed run asked for it once: then no file of the project names it.</summary>
    private static bool IsRemembered(EnvironmentLock? known, string package) => known is not null && known.Needs.Concat(known.Run).Any(row => row.IsRemembered(package));

    private static void WriteJson(Utf8JsonWriter json, string path, TomlDocument manifest, bool changed)
    {
        json.WriteStartObject();
        json.WriteString("manifest", path);
        json.WriteBoolean("changed", changed);
        ProjectManifest read = ProjectManifest.Read(manifest);
        foreach ((string key, ImmutableArray<RequestedPackage> list) in new[] { ("packages", read.Packages), ("private", read.PrivatePackages) })
        {
            json.WriteStartArray(key);
            foreach (RequestedPackage package in list)
            {
                json.WriteStringValue(package.Text);
            }

            json.WriteEndArray();
        }

        json.WriteString("text", manifest.Text);
        json.WriteEndObject();
    }

    private static TomlDocument With(TomlDocument document, string package, bool aside)
    {
        RequestedPackage wanted = new(package, new Place(document.File));
        ProjectManifest manifest = ProjectManifest.Read(document);
        (string list, ImmutableArray<RequestedPackage> named) = aside ? ("private", manifest.PrivatePackages) : ("packages", manifest.Packages);
        if (named.Any(one => one.Text == package))
        {
            return document;
        }

        int same = named.ToList().FindIndex(one => one.Name == wanted.Name && (one.Archive ?? "deb") == (wanted.Archive ?? "deb"));
        TomlDocument freed = same < 0 ? document : document.RemoveAt(same, "system", list);
        return freed.Find("system", list) is null
            ? freed.Set($"[{TomlText.String(package)}]", "system", list)
            : freed.Append(TomlText.String(package), "system", list);
    }

    private static TomlDocument Without(TomlDocument document, string package, bool isRemembered)
    {
        RequestedPackage unwanted = new(package, new Place(document.File));
        ProjectManifest manifest = ProjectManifest.Read(document);
        foreach ((string key, ImmutableArray<RequestedPackage> list) in new[] { ("packages", manifest.Packages), ("private", manifest.PrivatePackages) })
        {
            int index = list.ToList().FindIndex(one => one.Text == package || (unwanted.Version is null && one.Name == unwanted.Name
                && (unwanted.Archive is null || (one.Archive ?? "deb") == unwanted.Archive)));
            if (index >= 0)
            {
                return WithoutEmpty(document.RemoveAt(index, "system", key), key);
            }
        }

        if (isRemembered)
        {
            return document;
        }

        ImmutableArray<RequestedPackage> named = [.. manifest.Packages, .. manifest.PrivatePackages];
        throw new Problem("cli/not-named", $"{document.File} does not name `{package}`")
        {
            Reasons = [named.IsEmpty ? "it names no package" : $"it names {string.Join(", ", named.Select(one => one.Text))}"],
            Hints = [$"what a file of the project asks for is not removed here   try: nuka why {unwanted.Name}"],
        }.ToException();
    }

    /// <summary>A list with nothing in it goes, and a table with nothing in it; where a person wrote a comment at it, it stays.</summary>
    private static TomlDocument WithoutEmpty(TomlDocument document, string list)
    {
        TomlDocument without = document.Find("system", list) is TomlArray { Items.Count: 0 } array && !HasComment(document, array.Start, array.End)
            ? document.Remove("system", list) : document;
        return without.Find("system") is TomlTable { Entries.Count: 0 } && without.Root.TryGet("system", out TomlEntry? table)
            && !HasComment(without, table.KeyStart, table.KeyEnd) ? without.Remove("system") : without;
    }

    /// <summary>Whether a comment stands in the lines of a span, above them, or below them before anything else does.</summary>
    private static bool HasComment(TomlDocument document, int start, int end)
    {
        string[] lines = document.Text.Split('\n');
        int first = document.Text.AsSpan(0, start).Count('\n');
        int last = document.Text.AsSpan(0, end).Count('\n');
        bool above = first > 0 && lines[first - 1].TrimStart().StartsWith('#');
        bool below = lines.Skip(last + 1).FirstOrDefault(line => line.Trim().Length > 0)?.TrimStart().StartsWith('#') == true;
        return above || below || lines[first..(last + 1)].Any(line => line.Contains('#', StringComparison.Ordinal));
    }
}

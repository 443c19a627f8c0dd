using System.Text.Json;
using Nuka.Graft.Download;
using Nuka.Graft.Npm;

namespace Nuka.Build.Sources;

/// <summary>Reads npm's package-lock.json, versions 2 and 3 (documentation of npm, "package-lock.json").</summary>
/// <param name="locked">The lock.</param>
internal sealed class NpmLockReader(LockFile locked)
{
    private const string Modules = "node_modules/";
    private const string Again = "let npm write it anew: npm install --package-lock-only --lockfile-version=3";

    /// <summary>The packages that it names, each once, in the order of their names and versions.</summary>
    internal IReadOnlyList<NpmLocked> Read()
    {
        SortedDictionary<string, NpmLocked> packages = new(StringComparer.Ordinal);
        JsonLock.Read(locked, Again, top =>
        {
            foreach (JsonProperty entry in Entries(top))
            {
                if (Find(entry) is { } package)
                {
                    packages.TryAdd($"{package.Name}\n{package.Version}\n{package.Checksum}", package);
                }
            }

            return packages;
        });
        return packages.Count <= LockFile.FileCount ? [.. packages.Values] : throw locked.Bad($"it names more than {LockFile.FileCount} packages", Again);
    }

    private JsonElement.ObjectEnumerator Entries(JsonElement top)
    {
        bool isKnown = top.ValueKind == JsonValueKind.Object && top.TryGetProperty("lockfileVersion", out JsonElement version)
            && version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out int number) && number is 2 or 3;
        return isKnown && top.TryGetProperty("packages", out JsonElement packages) && packages.ValueKind == JsonValueKind.Object
            ? packages.EnumerateObject()
            : throw locked.Bad("it is no package-lock.json of version 2 or 3", Again);
    }

    private NpmLocked? Find(JsonProperty entry)
    {
        JsonElement value = entry.Value;
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw locked.Bad($"`{entry.Name}` is no package", Again);
        }

        // The project itself and its workspaces, links to them, files beside it, and what lies inside of another package's tarball.
        int modules = entry.Name.LastIndexOf(Modules, StringComparison.Ordinal);
        string resolved = JsonLock.Text(value, "resolved");
        if (modules < 0 || JsonLock.Flag(value, "link") || JsonLock.Flag(value, "inBundle") || resolved.StartsWith("file:", StringComparison.Ordinal) || IsForOthers(value))
        {
            return null;
        }

        string name = JsonLock.Text(value, "name") is { Length: > 0 } own ? own : entry.Name[(modules + Modules.Length)..];
        string version = JsonLock.Text(value, "version");
        if (!NpmRegistry.IsName(name) || version.Length == 0 || version.Any(one => !char.IsAsciiLetterOrDigit(one) && one is not ('.' or '+' or '-')))
        {
            throw locked.Bad($"`{entry.Name}` names no package and version of npm", Again);
        }

        if (resolved.StartsWith("git", StringComparison.Ordinal) || resolved.StartsWith("ssh:", StringComparison.Ordinal))
        {
            throw locked.Bad(
                $"`{entry.Name}` comes from a git repository, of which npm states no digest", "depend on a published version, or keep it beside the program (file:)");
        }

        return Checksum.TryParseIntegrity(JsonLock.Text(value, "integrity"), out Checksum? checksum)
            ? new NpmLocked(name, version, checksum, resolved)
            : throw locked.Bad($"`{entry.Name}` has no integrity by SHA-512 or SHA-256: weaker ones are no evidence", Again);
    }

    /// <summary>What may be left out, and is for machines that this is not: npm does not look for it.</summary>
    private bool IsForOthers(JsonElement package)
    {
        string[] platform = locked.Platform.Split('/');
        string cpu = platform[^1] switch
        {
            "x86_64" => "x64",
            "aarch64" => "arm64",
            string other => other,
        };
        return JsonLock.Flag(package, "optional") && !(Admits(package, "os", platform[0]) && Admits(package, "cpu", cpu));
    }

    /// <summary>npm's "os" and "cpu": a list of what is meant, or of what is not, each with <c>!</c> before it.</summary>
    private static bool Admits(JsonElement package, string field, string own)
    {
        if (!package.TryGetProperty(field, out JsonElement list) || list.ValueKind != JsonValueKind.Array)
        {
            return true;
        }

        string[] words = [.. list.EnumerateArray().Where(word => word.ValueKind == JsonValueKind.String).Select(word => word.GetString()!)];
        return !words.Contains("!" + own) && (words.Contains(own) || words.Contains("any") || words.All(word => word.StartsWith('!')));
    }
}

using System.Text.Json;
using System.Text.RegularExpressions;
using Nuka.Projects.Discovery.Files;

namespace Nuka.Projects.Discovery.Npm;

/// <summary>
/// Finds in the locks of npm, yarn and pnpm the packages with native parts. npm's say which packages run something when they are
/// installed or are made for one platform. A package with a binding.gyp and no script is built all the same, and the lock does not say so:
/// what depends on the tools of addons counts too, and what has the file where it is already installed.
/// </summary>
internal sealed partial class NpmLockReader(SourceFiles files, string architecture)
{
    // What only packages with native parts depend on: headers for them, what builds them, and what finds the result.
    private static readonly string[] AddonTools =
    [
        "nan", "node-addon-api", "napi-macros", "napi-thread-safe-callback", "bindings", "node-gyp", "node-gyp-build", "node-gyp-build-optional-packages", "prebuild-install", "prebuild",
        "prebuildify", "prebuildify-cross", "pkg-prebuilds", "node-pre-gyp", "@mapbox/node-pre-gyp", "@discordjs/node-pre-gyp", "cmake-js", "node-cmake", "ref-napi", "ffi-napi",
    ];

    public List<NpmCandidate> Read()
    {
        foreach (string name in (string[])["package-lock.json", "npm-shrinkwrap.json"])
        {
            if (files.Has(name) && SourceText.Read(files, name) is { } text)
            {
                return [.. ReadNpm(text)];
            }
        }

        if (files.Has("pnpm-lock.yaml") && SourceText.Read(files, "pnpm-lock.yaml") is { } pnpm)
        {
            return [.. ReadPnpm(pnpm)];
        }

        return files.Has("yarn.lock") && SourceText.Read(files, "yarn.lock") is { } yarn ? [.. ReadYarn(yarn)] : [];
    }

    private IEnumerable<NpmCandidate> ReadNpm(SourceText text)
    {
        using JsonDocument? document = JsonText.Parse(text.Text);
        if (document is null)
        {
            yield break;
        }

        if (document.RootElement.TryGetProperty("packages", out JsonElement packages) && packages.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty package in packages.EnumerateObject().Where(p => p.Name.Contains("node_modules/", StringComparison.Ordinal)))
            {
                string name = JsonText.String(package.Value, "name") ?? package.Name[(package.Name.LastIndexOf("node_modules/", StringComparison.Ordinal) + 13)..];
                if ((IsNative(package.Value) || IsAddon(package)) && JsonText.String(package.Value, "version") is { } version)
                {
                    yield return Candidate(text, name, version, package.Value, $"\"{package.Name}\"");
                }
            }
        }
        else
        {
            // Version 1 does not say which packages run something: all are candidates.
            foreach (NpmCandidate candidate in ReadTree(text, document.RootElement))
            {
                yield return candidate;
            }
        }
    }

    private static IEnumerable<NpmCandidate> ReadTree(SourceText text, JsonElement above)
    {
        foreach (JsonProperty package in JsonText.Object(above, "dependencies"))
        {
            if (JsonText.String(package.Value, "version") is { } version)
            {
                yield return Candidate(text, package.Name, version, package.Value, $"\"{package.Name}\"");
            }

            foreach (NpmCandidate candidate in ReadTree(text, package.Value))
            {
                yield return candidate;
            }
        }
    }

    private bool IsNative(JsonElement package) =>
        JsonText.Flag(package, "hasInstallScript") || JsonText.Flag(package, "gypfile")
        || (package.ValueKind == JsonValueKind.Object && package.TryGetProperty("cpu", out _)
            && Allows(package, "os", "linux") && Allows(package, "cpu", architecture) && Allows(package, "libc", "glibc"));

    private bool IsAddon(JsonProperty package) =>
        ((string[])["dependencies", "optionalDependencies"]).SelectMany(table => JsonText.Object(package.Value, table)).Any(one => AddonTools.Contains(one.Name, StringComparer.Ordinal))
        || files.ReadBytes(package.Name + "/binding.gyp", ScanLimits.TextBytes) is not null;

    private static bool Allows(JsonElement package, string key, string value) =>
        !package.TryGetProperty(key, out JsonElement list) || list.ValueKind != JsonValueKind.Array
        || list.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.String && item.GetString() == value);

    private static NpmCandidate Candidate(SourceText text, string name, string version, JsonElement package, string key)
    {
        int offset = Math.Max(0, text.Text.IndexOf(key, StringComparison.Ordinal));
        return new NpmCandidate(name, version, JsonText.String(package, "integrity"), text.At(offset, key));
    }

    // `  /canvas@2.11.2:` or `  canvas@2.11.2:` or `  /canvas/2.11.2:`, then indented keys.
    private static IEnumerable<NpmCandidate> ReadPnpm(SourceText text)
    {
        Match[] heads = [.. PnpmHead().Matches(text.Text).Cast<Match>()];
        bool says = text.Text.Contains("requiresBuild: true", StringComparison.Ordinal);
        for (int i = 0; i < heads.Length; i++)
        {
            string body = text.Text[heads[i].Index..(i + 1 < heads.Length ? heads[i + 1].Index : text.Text.Length)];
            bool native = body.Contains("requiresBuild: true", StringComparison.Ordinal) || body.Contains("\n    cpu:", StringComparison.Ordinal);
            if (native || !says)
            {
                Match integrity = Integrity().Match(body);
                yield return new NpmCandidate(heads[i].Groups[1].Value, heads[i].Groups[2].Value,
                    integrity.Success ? integrity.Value : null, text.At(heads[i].Groups[1].Index, heads[i].Value.Trim()));
            }
        }
    }

    // `"@scope/name@^1", name@^2:` and below it `  version "1.2.3"` (version 1) or `  version: 1.2.3`.
    private static IEnumerable<NpmCandidate> ReadYarn(SourceText text)
    {
        foreach (Match match in YarnEntry().Matches(text.Text))
        {
            yield return new NpmCandidate(match.Groups[1].Value, match.Groups[2].Value, null, text.At(match.Index, match.Groups[1].Value));
        }
    }

    [GeneratedRegex(@"(?m)^  '?/?((?:@[\w.-]+/)?[\w.-]+)[@/]([0-9]+\.[0-9]+\.[0-9]+[\w.+-]*)[^\n:]*:", RegexOptions.CultureInvariant)]
    private static partial Regex PnpmHead();

    [GeneratedRegex(@"sha(?:512|256|1)-[A-Za-z0-9+/=]+", RegexOptions.CultureInvariant)]
    private static partial Regex Integrity();

    [GeneratedRegex(@"(?m)^""?((?:@[\w.-]+/)?[\w.-]+)@[^\n]*:\r?\n  version:? ""?([0-9]+\.[0-9]+\.[0-9]+[\w.+-]*)""?", RegexOptions.CultureInvariant)]
    private static partial Regex YarnEntry();
}

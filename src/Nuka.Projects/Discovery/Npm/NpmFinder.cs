using System.Text.Json;
using System.Text.RegularExpressions;
using Nuka.Projects.Discovery.Binaries;
using Nuka.Projects.Discovery.C;
using Nuka.Projects.Discovery.Files;

namespace Nuka.Projects.Discovery.Npm;

/// <summary>Projects of npm, yarn and pnpm: the runtime they state, and what the native parts of their packages need.</summary>
internal sealed partial class NpmFinder(SourceFiles files, NeedSink sink, INpmRegistry? registry, string architecture)
{
    private static readonly string[] LockNames = ["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml"];

    public static bool Recognises(SourceFiles files) => files.Has("package.json");

    public async Task FindAsync(CancellationToken cancellationToken)
    {
        sink.Ecosystems.Add(files.Has("pnpm-lock.yaml") ? "pnpm" : files.Has("yarn.lock") ? "yarn" : "npm");
        SourceText? manifest = SourceText.Read(files, "package.json");
        Evidence evident = new(files.Label + "package.json", 0, "package.json");
        sink.AddKnown("tool", "npm", evident);
        using JsonDocument? document = manifest is null ? null : JsonText.Parse(manifest.Text);
        if (document is not null)
        {
            FindRuntime(document.RootElement, manifest!, evident);
            FindOwnAddon(document.RootElement, manifest!);
            FindGit(document.RootElement, manifest!);
        }

        List<NpmCandidate> candidates = new NpmLockReader(files, architecture).Read();
        if (candidates.Count == 0 && document is not null && manifest is not null)
        {
            candidates = [.. Exact(document.RootElement, manifest)];
            int open = Dependencies(document.RootElement).Count() - candidates.Count;
            if (open > 0 && !LockNames.Any(files.Has))
            {
                sink.Notes.Add($"package.json leaves the versions of {open} packages open and has no lock beside it: what they need is found once there is one   "
                    + "try: nuka exec npm install --package-lock-only --ignore-scripts");
            }
        }

        await OpenAsync(candidates, cancellationToken);
    }

    /// <summary>Looks into packages that a command names, those with one version; of the others known rows alone tell.</summary>
    public async Task FindNamedAsync(List<NpmCandidate> candidates, CancellationToken cancellationToken)
    {
        List<NpmCandidate> exact = [];
        foreach (NpmCandidate candidate in candidates)
        {
            if (ExactVersion().Match(candidate.Version) is { Success: true } match)
            {
                exact.Add(candidate with { Version = match.Groups[1].Value }); // a registry does not know the `v` or `=` that may stand before it
            }
            else
            {
                sink.AddKnown("npm", candidate.Name, candidate.Evidence);
            }
        }

        await OpenAsync(exact, cancellationToken);
    }

    private void FindRuntime(JsonElement root, SourceText manifest, Evidence evident)
    {
        foreach (string name in (string[])[".nvmrc", ".node-version"])
        {
            if (files.ReadText(name)?.Trim() is { Length: > 0 } text)
            {
                sink.Ask("node", NodeVersion(text), new Evidence(files.Label + name, 1, text));
            }
        }

        foreach ((string table, string tool) in ((string, string)[])[("volta", "node"), ("engines", "node"), ("engines", "npm"), ("volta", "npm")])
        {
            if (JsonText.String(root, table, tool) is { Length: > 0 } range)
            {
                sink.Ask(tool, range, manifest.At(Math.Max(0, manifest.Text.IndexOf($"\"{tool}\"", StringComparison.Ordinal)), $"\"{tool}\": \"{range}\""));
            }
        }

        if (JsonText.String(root, "packageManager") is { } manager && PackageManager().Match(manager) is { Success: true } match)
        {
            sink.Ask(match.Groups[1].Value, match.Groups[2].Value, manifest.At(Math.Max(0, manifest.Text.IndexOf(manager, StringComparison.Ordinal)), manager));
        }

        sink.Ask("node", "", evident);
        sink.Ask(sink.Ecosystems.Contains("pnpm") ? "pnpm" : sink.Ecosystems.Contains("yarn") ? "yarn" : "npm", "", evident);
    }

    // `lts/*` and code names stand for release lines (the release schedule of Node.js).
    private static string NodeVersion(string text) => text.TrimStart('v') switch
    {
        "lts/*" or "lts" or "node" or "stable" or "latest" => "",
        "lts/hydrogen" => "18",
        "lts/iron" => "20",
        "lts/jod" => "22",
        "lts/krypton" => "24",
        string other => other,
    };

    /// <summary>The project may be an addon itself.</summary>
    private void FindOwnAddon(JsonElement root, SourceText manifest)
    {
        if (files.Has("binding.gyp"))
        {
            sink.AddKnown("tool", "node-gyp", new Evidence(files.Label + "binding.gyp", 1, "binding.gyp"));
            GypFinder.Find(files, "binding.gyp", sink, architecture);
        }

        foreach (JsonProperty script in JsonText.Object(root, "scripts"))
        {
            string words = script.Value.ValueKind == JsonValueKind.String ? script.Value.GetString()! : "";
            Evidence evidence = manifest.At(Math.Max(0, manifest.Text.IndexOf($"\"{script.Name}\"", StringComparison.Ordinal)), words);
            foreach (Match match in ScriptProgram().Matches(words))
            {
                sink.Add(NeedKind.Program, match.Groups[1].Value, evidence, optional: true);
            }
        }
    }

    /// <summary>npm and its kin run git for packages that lie in repositories, as <c>github:x/y</c>, <c>x/y#branch</c> and <c>git+https://…</c> do.</summary>
    private void FindGit(JsonElement root, SourceText manifest)
    {
        foreach (JsonProperty dependency in Dependencies(root).Where(dependency => GitPlace().IsMatch(dependency.Value.GetString()!)))
        {
            sink.Add(NeedKind.Program, "git", manifest, Math.Max(0, manifest.Text.IndexOf($"\"{dependency.Name}\"", StringComparison.Ordinal)), $"\"{dependency.Name}\": \"{dependency.Value}\"");
        }

        foreach (SourceText text in LockNames.Where(files.Has).Select(name => SourceText.Read(files, name)).OfType<SourceText>())
        {
            if (LockedGitPlace().Match(text.Text) is { Success: true } match)
            {
                sink.Add(NeedKind.Program, "git", text, match.Index, match.Value);
            }
        }
    }

    /// <summary>Without a lock, the dependencies that name one version: what others become, only npm decides.</summary>
    private static IEnumerable<NpmCandidate> Exact(JsonElement root, SourceText manifest)
    {
        foreach (JsonProperty dependency in Dependencies(root))
        {
            Match exact = ExactVersion().Match(dependency.Value.GetString()!);
            if (exact.Success)
            {
                int offset = Math.Max(0, manifest.Text.IndexOf($"\"{dependency.Name}\"", StringComparison.Ordinal));
                yield return new NpmCandidate(dependency.Name, exact.Groups[1].Value, null, manifest.At(offset, $"\"{dependency.Name}\""));
            }
        }
    }

    private static IEnumerable<JsonProperty> Dependencies(JsonElement root) =>
        ((string[])["dependencies", "optionalDependencies", "devDependencies"]).SelectMany(table => JsonText.Object(root, table))
            .Where(dependency => dependency.Value.ValueKind == JsonValueKind.String && !IsLocal(dependency.Value.GetString()!));

    private static bool IsLocal(string wanted) => ((string[])["file:", "link:", "portal:", "workspace:"]).Any(word => wanted.StartsWith(word, StringComparison.Ordinal));

    private async Task OpenAsync(List<NpmCandidate> candidates, CancellationToken cancellationToken)
    {
        List<NpmCandidate> distinct = [.. candidates.DistinctBy(c => (c.Name, c.Version))];
        if (distinct.Count > ScanLimits.NpmPackages)
        {
            sink.Notes.Add($"only the first {ScanLimits.NpmPackages} of {distinct.Count} packages were opened");
        }

        List<string> missed = [];
        sink.Inside = true;
        foreach (NpmCandidate candidate in distinct.Take(ScanLimits.NpmPackages))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!sink.ForCommand)
            {
                sink.Opened.Add($"npm:{candidate.Name}@{candidate.Version}");
            }

            sink.AddKnown("npm", candidate.Name, candidate.Evidence);
            if (registry is null || await registry.OpenAsync(candidate.Name, candidate.Version, candidate.Integrity, cancellationToken) is not { } package)
            {
                missed.Add($"{candidate.Name}@{candidate.Version}");
                continue;
            }

            FindInPackage(package, candidate);
        }

        sink.Inside = false;
        if (missed.Count > 0)
        {
            sink.Notes.Add($"could not look into {string.Join(", ", missed.Take(5))}{(missed.Count > 5 ? $" and {missed.Count - 5} more" : "")}");
        }
    }

    private void FindInPackage(SourceFiles package, NpmCandidate candidate)
    {
        string scripts = package.ReadText("package.json") is { } text && JsonText.Parse(text) is { } document ? InstallScripts(document) : "";
        if (package.Has("binding.gyp") && !IsCMake(scripts))
        {
            sink.AddKnown("tool", "node-gyp", candidate.Evidence);
            if (GypFinder.Find(package, "binding.gyp", sink, architecture) is { } sources)
            {
                IncludeFinder.FindReached(package, sources, sink);
            }
            else
            {
                IncludeFinder.FindInPackage(package, sink);
            }
        }
        else if (IsCMake(scripts) && CMakeFinder.Recognises(package))
        {
            sink.AddKnown("tool", "node-gyp", candidate.Evidence);
            new CMakeFinder(package, sink).Find();
        }

        foreach (Match match in ScriptProgram().Matches(scripts))
        {
            sink.Add(NeedKind.Program, match.Groups[1].Value, candidate.Evidence, optional: true);
        }

        BinaryFinder.Find(package, sink, architecture, NeedOrigin.Static);
    }

    private static bool IsCMake(string scripts) => scripts.Contains("cmake-js", StringComparison.Ordinal);

    private static string InstallScripts(JsonDocument document)
    {
        using (document)
        {
            return string.Join(" ; ", ((string[])["preinstall", "install", "postinstall"]).Select(name => JsonText.String(document.RootElement, "scripts", name) ?? ""));
        }
    }

    [GeneratedRegex(@"^(npm|pnpm|yarn)@([^+]+)", RegexOptions.CultureInvariant)]
    private static partial Regex PackageManager();

    [GeneratedRegex(@"^=?v?([0-9]+\.[0-9]+\.[0-9]+[\w.+-]*)\z", RegexOptions.CultureInvariant)]
    private static partial Regex ExactVersion();

    [GeneratedRegex(@"^(?:git(?:\+\w+)?://|git@|(?:github|gitlab|bitbucket|gist):|https?://\S+\.git(?:#|\z)|[A-Za-z0-9][\w-]*/[\w.-]+(?:#|\z))", RegexOptions.CultureInvariant)]
    private static partial Regex GitPlace();

    [GeneratedRegex(@"\bgit\+(?:ssh|https?|file)://[^\s""',}]*|[""'\s]git(?:://|@)[^\s""',}]*|\btype: git\b", RegexOptions.CultureInvariant)]
    private static partial Regex LockedGitPlace();

    // Programs of the system that scripts call at the start of a command.
    [GeneratedRegex(@"(?:^|[;&|]\s*)(make|cmake|gcc|g\+\+|cargo|go|python3|git|bash|curl|wget|unzip|perl|ruby|php|java|autoreconf|patch|pkg-config)\b", RegexOptions.CultureInvariant)]
    private static partial Regex ScriptProgram();
}

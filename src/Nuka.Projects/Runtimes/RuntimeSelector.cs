using System.Collections.Immutable;
using Nuka.Formats.Versions;
using Nuka.Platform.Errors;
using Nuka.Projects.Discovery;
using Nuka.Projects.Locks;
using Nuka.Projects.Manifests;

namespace Nuka.Projects.Runtimes;

/// <summary>
/// Chooses the runtimes of a project by its own statements. A version that will do is taken from the archive's own packages where they
/// have one, since everything else there is built for it, and from elsewhere otherwise; where nothing will do, the error says what is
/// to be had: an older version is never taken instead.
/// </summary>
/// <param name="sources">Where runtimes can be had.</param>
public sealed class RuntimeSelector(ImmutableArray<IRuntimeSource> sources)
{
    private const int ShownVersions = 8;

    /// <summary>Chooses one version of every runtime that is asked for.</summary>
    /// <param name="manifest">The manifest; what it says of a runtime comes before what other files say.</param>
    /// <param name="requests">What was found.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>The runtimes in ordinal order; one that no source knows at all, and for which no version is asked, is left out.</returns>
    /// <exception cref="NukaException"><c>projects/runtime-unavailable</c>.</exception>
    public async Task<ImmutableArray<LockedRuntime>> SelectAsync(
        ProjectManifest manifest, IEnumerable<RuntimeRequest> requests, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(requests);
        RuntimeRequest[] stated = [.. manifest.Runtimes.Select(r => new RuntimeRequest(r.Name, r.Range, new Evidence(r.Place.File, r.Place.Line, $"{r.Name} = \"{r.Range}\"")))];
        RuntimeRequest[] all = [.. stated, .. requests.Where(r => !stated.Any(s => s.Name == r.Name))];
        List<LockedRuntime> chosen = [];

        // npm works with some versions of node only, and ASP.NET Core stands on a runtime of its own version: those two are chosen first.
        foreach (IGrouping<string, RuntimeRequest> group in all.GroupBy(r => r.Name).OrderBy(g => g.Key is "node" or "dotnet" ? 0 : 1).ThenBy(g => g.Key, StringComparer.Ordinal))
        {
            if (await SelectAsync([.. group], chosen, cancellationToken) is { } runtime)
            {
                chosen.Add(runtime);
            }
        }

        return [.. chosen.OrderBy(r => r.Name, StringComparer.Ordinal)];
    }

    private async Task<LockedRuntime?> SelectAsync(RuntimeRequest[] requests, List<LockedRuntime> chosen, CancellationToken cancellationToken)
    {
        string name = requests[0].Name;
        RuntimeRequest[] stated = [.. requests.Where(r => r.Range.Length > 0)];
        List<RuntimeCandidate> candidates = [];
        foreach (IRuntimeSource source in sources)
        {
            candidates.AddRange(await source.FindAsync(name, cancellationToken));
        }

        string? node = chosen.Find(r => r.Name == "node")?.Version;
        string? dotnet = chosen.Find(r => r.Name == "dotnet")?.Version;
        RuntimeCandidate? best = candidates
            .Where(c => Array.TrueForAll(stated, r => RuntimeRange.Contains(name, r.Range, c.Version)))
            .Where(c => c.WorksWith is null || node is null || RuntimeRange.Contains("node", c.WorksWith, node))
            .OrderBy(c => Rank(name, c)).ThenBy(c => name == "aspnetcore" && c.Version != dotnet ? 1 : 0).ThenByDescending(c => Number(c.Version)).ThenBy(c => c.Package, StringComparer.Ordinal)
            .ThenByDescending(c => c.PackageVersion, StringComparer.Ordinal).FirstOrDefault();
        if (best is null)
        {
            return stated.Length == 0 && candidates.Count == 0 ? null : throw Unavailable(name, stated, candidates);
        }

        RuntimeRequest shown = stated.FirstOrDefault() ?? requests[0];
        return new LockedRuntime(name, string.Join(" and ", stated.Select(r => r.Range).Distinct()), best.Version, $"{best.Archive}:{best.Package}", shown.Evidence);
    }

    // npm itself comes whole from its own registry; the archive takes it apart into hundreds of packages.
    private static int Rank(string name, RuntimeCandidate candidate) =>
        name is "npm" or "pnpm" or "yarn" ? (candidate.Archive == "npm" ? 0 : 1) : candidate.Preferred ? 0 : candidate.Archive == "deb" ? 1 : 2;

    private static NukaException Unavailable(string name, RuntimeRequest[] stated, List<RuntimeCandidate> candidates)
    {
        IEnumerable<string> versions = candidates.OrderByDescending(c => Number(c.Version)).Select(c => $"{c.Version} ({c.Archive}:{c.Package})").Distinct();
        string had = candidates.Count == 0 ? "no archive has any version of it" : $"to be had: {string.Join(", ", versions.Take(ShownVersions))}";
        Evidence? first = stated.FirstOrDefault()?.Evidence;
        return new Problem("projects/runtime-unavailable", $"no archive has a version of {name} that will do")
        {
            Place = first is null || first.Line == 0 ? null : new Place(first.File, first.Line),
            Reasons = [.. stated.Select(Asked), had],
            Hints = candidates.Count == 0 ? [.. Cures(name)] : [$"to take another one, write `{name} = \"…\"` below [runtime] in eka.toml"],
        }.ToException();
    }

    private static string Asked(RuntimeRequest request) => request.Evidence.File == LockRequest.CommandFile ? $"asked: the command ({request.Evidence.Token})"
        : $"asked: {request.Range} ({request.Evidence.File}{(request.Evidence.Line > 0 ? $":{request.Evidence.Line}" : "")})";

    private static IEnumerable<string> Cures(string name) => name switch
    {
        "dotnet-sdk" => ["NuGet has no SDK; add an archive of Debian packages that has it   try: nuka source add --help", "what another machine built runs without it   try: nuka exec dotnet APP.dll"],
        "dotnet" or "aspnetcore" =>
        [
            "runtimes come from the sources of NuGet that a NuGet.Config names, the project's or your own   try: dotnet nuget add source URL",
            "without dotnet, write nuget.config: <configuration><packageSources><add key=\"NAME\" value=\"URL of its index.json\"/></packageSources></configuration>",
        ],
        _ => ["try: nuka source list"],
    };

    private static DottedVersion? Number(string version) => DottedVersion.TryParse(version, out DottedVersion? number) ? number : null;
}

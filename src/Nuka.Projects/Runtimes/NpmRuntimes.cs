using Nuka.Formats.Versions;
using Nuka.Graft.Npm;

namespace Nuka.Projects.Runtimes;

/// <summary>Runtimes that npm carries as packages: node itself, npm, pnpm, yarn.</summary>
/// <param name="registry">The registry.</param>
/// <param name="architecture">The machine in npm's words: <c>x64</c>.</param>
public sealed class NpmRuntimes(NpmRegistry registry, string architecture) : IRuntimeSource
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<RuntimeCandidate>> FindAsync(string runtime, CancellationToken cancellationToken)
    {
        string? package = runtime switch
        {
            "node" => $"node-linux-{architecture}",
            "npm" or "pnpm" or "yarn" => runtime,
            _ => null,
        };
        if (package is null)
        {
            return [];
        }

        IEnumerable<NpmVersion> versions = await registry.FindVersionsAsync(package, cancellationToken);
        return
        [
            .. versions.Where(v => SemVersion.TryParse(v.Version, out SemVersion? version) && !version.IsPrerelease)
                .Select(v => new RuntimeCandidate(v.Version, "npm", package, v.Version) { WorksWith = v.NodeRange }),
        ];
    }

    /// <summary>Where a package of npm stands in a root: node's own files below <c>usr</c>, every other below node's modules.</summary>
    /// <param name="package">Its name.</param>
    public static string Prefix(string package)
    {
        ArgumentNullException.ThrowIfNull(package);
        return package.StartsWith("node-linux-", StringComparison.Ordinal) ? "usr" : NpmUnpacker.ModulesPrefix + package;
    }
}

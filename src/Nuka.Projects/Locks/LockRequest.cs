using System.Text;
using Nuka.Content.Hashing;
using Nuka.Projects.Discovery;
using Nuka.Projects.Manifests;

namespace Nuka.Projects.Locks;

/// <summary>Names what was asked for, so that a lock can tell whether it still answers it.</summary>
public static class LockRequest
{
    /// <summary>The digest of a manifest, of the needs that were found and of the runtimes that were asked for; their order does not matter.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="scan">What was found.</param>
    public static string Digest(ProjectManifest manifest, ScanResult scan)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(scan);
        IEnumerable<string> lines = manifest.Packages.Select(p => $"package {p.Text}")
            .Concat(manifest.Platforms.Select(p => $"platform {p.Name} {p.CpuLevel}"))
            .Concat(scan.Needs.Select(n => $"need {n.Key} {(n.Optional ? "optional" : "")}"))
            .Concat(scan.Runtimes.Select(r => $"runtime {r.Name} {r.Range}"));
        string text = string.Join('\n', lines.Distinct().Order(StringComparer.Ordinal));
        return Blake3.DeriveKey("nuka lock request v1", Encoding.UTF8.GetBytes(text)).ToString();
    }
}

using System.Text;
using Nuka.Content.Hashing;
using Nuka.Projects.Discovery;
using Nuka.Projects.Manifests;
using Nuka.Projects.Runtimes;

namespace Nuka.Projects.Locks;

/// <summary>Names what was asked for, so that a lock can tell whether it still answers it.</summary>
public static class LockRequest
{
    private static readonly string[] SourceEndings =
        [".c", ".h", ".cc", ".cpp", ".cxx", ".hh", ".hpp", ".hxx", ".py", ".pyx", ".rs", ".go", ".rb", ".php", ".js", ".ts", ".sh"];

    /// <summary>What stands for a file where the command itself is the evidence.</summary>
    public const string CommandFile = "(command)";

    /// <summary>
    /// The digest of a manifest, of the needs that were found and of the runtimes that were asked for. Their order does not matter, and
    /// what only the command at hand names does not count (a lock serves many commands, see <see cref="Answers"/>), nor
    /// what only sources say: they are looked at whenever a lock is made, and do not make it stale.
    /// </summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="scan">What was found.</param>
    public static string Digest(ProjectManifest manifest, ScanResult scan)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(scan);
        IEnumerable<string> lines = manifest.Packages.Select(p => $"package {p.Text}")
            .Concat(manifest.PrivatePackages.Select(p => $"private {p.Text}"))
            .Concat(manifest.Runtimes.Select(r => $"runtime {r.Name} {r.Range}"))
            .Concat(manifest.Platforms.Select(p => $"platform {p.Name} {p.CpuLevel}"))
            .Concat(scan.Needs.Where(Decides).Select(n => $"need {n.Key} {(n.Optional ? "optional" : "")}"))
            .Concat(scan.Opened.Select(package => $"opened {package}"))
            .Concat(scan.Runtimes.Where(r => r.Evidence.File != CommandFile).Select(r => $"runtime {r.Name} {r.Range}"));
        string text = string.Join('\n', lines.Distinct().Order(StringComparer.Ordinal));
        return Blake3.DeriveKey("nuka lock request v1", Encoding.UTF8.GetBytes(text)).ToString();
    }

    // A package that is to be installed is named itself; sources change all day long, and what they need is looked at again when a
    // manifest changes.
    private static bool Decides(Need need) =>
        need.Origin != NeedOrigin.Command && !need.Inside && (Path.GetFileName(need.Evidence.File) is "setup.py" or "build.rs"
            || !Array.Exists(SourceEndings, end => need.Evidence.File.EndsWith(end, StringComparison.Ordinal)));

    /// <summary>Whether a lock still is the answer: nothing that it was made for has changed, and it has what this command needs.</summary>
    /// <param name="locked">The lock.</param>
    /// <param name="manifest">The manifest as it is now.</param>
    /// <param name="scan">What is found now.</param>
    public static bool Answers(EnvironmentLock locked, ProjectManifest manifest, ScanResult scan)
    {
        ArgumentNullException.ThrowIfNull(locked);
        HashSet<string> needs = [.. locked.Needs.Select(n => n.Need.Key)];
        return locked.Request == Digest(manifest, scan) && scan.Needs.All(n => !(Decides(n) || n.Origin == NeedOrigin.Command) || needs.Contains(n.Key))
            && scan.Runtimes.All(r => locked.Runtimes.Any(one => one.Name == r.Name
                && (manifest.Runtimes.Any(stated => stated.Name == r.Name) || RuntimeRange.Contains(r.Name, r.Range, one.Version))));
    }
}

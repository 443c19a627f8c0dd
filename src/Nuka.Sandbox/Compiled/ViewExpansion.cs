using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Sandbox.Plans;

namespace Nuka.Sandbox.Compiled;

/// <summary>
/// Shows a read-only directory as the root of a sandbox without an overlay: an empty root in memory, and its entries bound into it.
/// Where a mount point is missing inside an entry, that entry is made in memory too and its own entries are bound, and so on down.
/// </summary>
internal static class ViewExpansion
{
    internal static System.Collections.Immutable.ImmutableArray<SandboxMount> Of(
        string view, System.Collections.Immutable.ImmutableArray<SandboxMount> mounts)
    {
        List<SandboxMount> shown = [];
        List<string> needed = Needed(view, mounts);
        Expand(view, "", needed, [.. mounts.Select(mount => mount.Target)], shown);
        return shown.Count <= PlanLimits.Mounts ? [.. shown] : throw TooMany(shown.Count);
    }

    /// <summary>Targets that the root itself must hold and the view does not.</summary>
    private static List<string> Needed(string view, System.Collections.Immutable.ImmutableArray<SandboxMount> mounts)
    {
        List<string> needed = [];
        List<string> covered = [];
        foreach (SandboxMount mount in mounts)
        {
            bool isRoots = !covered.Exists(above => PathNames.IsBelow(mount.Target, above));
            if (isRoots && !Path.Exists(view + mount.Target))
            {
                needed.Add(mount.Target);
            }

            covered.Add(mount.Target);
        }

        return needed;
    }

    private static void Expand(string view, string directory, List<string> needed, HashSet<string> targets, List<SandboxMount> shown)
    {
        foreach (string entry in Directory.EnumerateFileSystemEntries(view + directory + "/").Order(StringComparer.Ordinal))
        {
            string inside = $"{directory}/{Path.GetFileName(entry)}";
            FileInfo info = new(entry);
            if (info.LinkTarget is not null)
            {
                shown.Add(new SymlinkMount(inside, info.LinkTarget));
            }
            else if (targets.Contains(inside))
            {
                continue; // hidden by a mount of the plan, which makes its own mount point
            }
            else if (Directory.Exists(entry) && needed.Exists(target => PathNames.IsBelow(target, inside)))
            {
                shown.Add(new DirectoryMount(inside));
                Expand(view, inside, needed, targets, shown);
            }
            else
            {
                shown.Add(new BindMount(entry, inside) { IsFile = !Directory.Exists(entry) });
            }
        }
    }

    private static NukaException TooMany(int count) =>
        new Problem("sandbox/view-too-scattered", "this machine cannot join the environment's directories at the places that are mounted")
        {
            Reasons = [$"{count} mounts would be needed, {PlanLimits.Mounts} is the limit"],
            Hints = ["a kernel with overlayfs in user namespaces needs none of them   try: nuka doctor"],
        }.ToException();
}

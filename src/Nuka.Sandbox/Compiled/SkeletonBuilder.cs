using System.Collections.Immutable;
using Nuka.Platform.Files;
using Nuka.Sandbox.Plans;

namespace Nuka.Sandbox.Compiled;

/// <summary>
/// Finds the mount points that must exist in the root itself: a read-only root gets no new directories. What lies below an earlier
/// mount is not the root's, and bubblewrap makes it where that mount can be written.
/// </summary>
internal static class SkeletonBuilder
{
    internal static ImmutableArray<SkeletonEntry> Build(ImmutableArray<SandboxMount> mounts)
    {
        ImmutableArray<SkeletonEntry>.Builder entries = ImmutableArray.CreateBuilder<SkeletonEntry>();
        HashSet<string> known = new(StringComparer.Ordinal);
        List<string> covered = [];
        foreach (SandboxMount mount in mounts)
        {
            if (!covered.Exists(above => PathNames.IsBelow(mount.Target, above)))
            {
                AddWithParents(mount.Target[1..], IsFile(mount), known, entries);
            }

            covered.Add(mount.Target);
        }

        return entries.ToImmutable();
    }

    /// <summary>Whether a mount's target is a file; links and directories of an earlier mount are covered by it and never come here.</summary>
    internal static bool IsFile(SandboxMount mount) => mount is FileMount or BindMount { IsFile: true };

    private static void AddWithParents(
        string path, bool isFile, HashSet<string> known, ImmutableArray<SkeletonEntry>.Builder entries)
    {
        for (int slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            if (known.Add(path[..slash]))
            {
                entries.Add(new SkeletonEntry(false, path[..slash]));
            }
        }

        if (path.Length > 0 && known.Add(path))
        {
            entries.Add(new SkeletonEntry(isFile, path));
        }
    }
}

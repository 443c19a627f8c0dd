using Nuka.Sandbox.Plans;

namespace Nuka.Sandbox.Compiled;

/// <summary>
/// The mounts that keep a program from writing or moving aside what other tools obey. A mount point cannot be renamed or removed in
/// the namespace it is in; a directory above one can, so each directory on the way is mounted on itself too.
/// </summary>
internal static class ProtectedMounts
{
    internal static List<SandboxMount> Of(SandboxPlan plan)
    {
        List<SandboxMount> mounts = [];
        HashSet<string> pinned = new(StringComparer.Ordinal);
        foreach (string path in plan.ProtectedPaths.Order(StringComparer.Ordinal))
        {
            BindMount? holder = Holder(plan, path);
            if (holder is null || holder.Access == BindAccess.Read)
            {
                continue;
            }

            foreach (string directory in SandboxPaths.Between(holder.Target, path).Where(pinned.Add))
            {
                mounts.Add(new BindMount(SourceOf(holder, directory), directory, BindAccess.Write));
            }

            string source = SourceOf(holder, path);
            mounts.Add(new BindMount(source, path) { IsFile = !Directory.Exists(source) });
        }

        return mounts;
    }

    /// <summary>The mount that a path is seen through: the last one that is at or above it.</summary>
    private static BindMount? Holder(SandboxPlan plan, string path) =>
        plan.Mounts.LastOrDefault(mount => SandboxPaths.IsBelow(path, mount.Target)) as BindMount;

    private static string SourceOf(BindMount holder, string path) =>
        (holder.Source == "/" ? "" : holder.Source) + path[(holder.Target == "/" ? 0 : holder.Target.Length)..];
}

using System.Collections.Immutable;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Store;

namespace Nuka.Build.Profiles;

/// <summary>
/// Joins what the packages of a profile show to one tree: <c>bin</c>, and the directories of <c>share</c> that other programs look into. Links are followed
/// to their files, so that the tree needs nothing beside itself. Where two packages have one path with other bytes, a preferred one wins, or it is an error.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="exposure">How programs are shown.</param>
internal sealed class ProfileTree(ContentStore store, IProgramExposure exposure)
{
    private readonly SortedDictionary<string, (InstalledPackage Package, Shown File)> shown = new(StringComparer.Ordinal);
    private readonly List<(string Path, InstalledPackage First, InstalledPackage Second)> collisions = [];
    private readonly List<string> hidden = [];

    private readonly record struct Shown(Digest Digest, long SizeBytes, bool IsExecutable, ReadOnlyMemory<byte>? Bytes);

    /// <summary>Joins the packages and commits the tree.</summary>
    /// <param name="packages">The packages.</param>
    /// <param name="preferred">Those whose files win.</param>
    /// <param name="commits">Whether it is put into the store; else only collisions are looked for.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>The tree, and what is not shown and why, a line each.</returns>
    /// <exception cref="NukaException"><c>build/collision</c>; those of reading the store.</exception>
    internal (Digest Tree, ImmutableArray<string> Hidden) Join(
        IEnumerable<InstalledPackage> packages, ImmutableArray<string> preferred, bool commits, CancellationToken cancellation)
    {
        foreach (InstalledPackage package in packages.Where(package => package.IsAsked))
        {
            cancellation.ThrowIfCancellationRequested();
            Add(package, preferred);
        }

        RefuseFilesOnDirectories(preferred);
        if (collisions.Count > 0)
        {
            throw Collide(collisions);
        }

        return (commits ? Commit(cancellation) : default, [.. hidden]);
    }

    private void Add(InstalledPackage package, ImmutableArray<string> preferred)
    {
        PackageFiles files = new(store, [.. package.Outputs.Select(output => output.Tree)]);
        foreach (string directory in ShownPaths.Programs)
        {
            foreach (string name in files.List(directory).Where(entry => entry.Kind != TreeEntryKind.Directory).Select(entry => entry.Name.ToString()))
            {
                if (files.Follow($"{directory}/{name}") is { IsExecutable: true } file)
                {
                    AddProgram(package, $"{directory}/{name}", name, file, preferred);
                }
            }
        }

        foreach (string directory in ShownPaths.Shared)
        {
            AddShared(package, files, directory, ShownPaths.TargetOf(directory), preferred);
        }
    }

    private void AddProgram(InstalledPackage package, string path, string name, TreeEntry file, ImmutableArray<string> preferred)
    {
        ExposedProgram exposed = exposure.Expose(package, path, file);
        if (!exposed.IsShown)
        {
            hidden.Add($"{package.Name}: {name}: {exposed.Reason}");
            return;
        }

        Shown entry = exposed.Starter is { } starter
            ? new Shown(Blake3.Hash(starter.Span), starter.Length, IsExecutable: true, starter)
            : new Shown(file.Digest, (long)file.Size, IsExecutable: true, null);
        Put(package, $"{ShownPaths.ProgramsTarget}/{name}", entry, preferred);
    }

    private void AddShared(InstalledPackage package, PackageFiles files, string directory, string target, ImmutableArray<string> preferred)
    {
        foreach (TreeEntry entry in files.List(directory))
        {
            string name = entry.Name.ToString();
            if (entry.Kind == TreeEntryKind.Directory)
            {
                AddShared(package, files, $"{directory}/{name}", $"{target}/{name}", preferred);
            }
            else if (files.Follow($"{directory}/{name}") is { } file)
            {
                Put(package, $"{target}/{name}", new Shown(file.Digest, (long)file.Size, file.IsExecutable, null), preferred);
            }
        }
    }

    private void Put(InstalledPackage package, string path, Shown file, ImmutableArray<string> preferred)
    {
        bool isFree = !shown.TryGetValue(path, out (InstalledPackage Package, Shown File) other);
        bool wins = preferred.Contains(package.Name);
        if (isFree || (wins && !preferred.Contains(other.Package.Name)))
        {
            shown[path] = (package, file);
            return;
        }

        bool isSame = other.Package.Name == package.Name || (other.File.Digest == file.Digest && other.File.IsExecutable == file.IsExecutable);
        if (!isSame && wins == preferred.Contains(other.Package.Name))
        {
            collisions.Add((path, other.Package, package));
        }
    }

    // One package has a file where another has a directory.
    private void RefuseFilesOnDirectories(ImmutableArray<string> preferred)
    {
        foreach ((string path, (InstalledPackage Package, Shown File) below) in shown.ToList())
        {
            for (int slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
            {
                if (!shown.TryGetValue(path[..slash], out (InstalledPackage Package, Shown File) above))
                {
                    continue;
                }

                if (preferred.Contains(above.Package.Name) == preferred.Contains(below.Package.Name))
                {
                    collisions.Add((path[..slash], above.Package, below.Package));
                }

                shown.Remove(preferred.Contains(above.Package.Name) ? path : path[..slash]);
            }
        }
    }

    private Digest Commit(CancellationToken cancellation)
    {
        using TreeWriter writer = store.BeginTree();
        writer.AddDirectory(Encoding.UTF8.GetBytes(ShownPaths.ProgramsTarget));
        writer.AddDirectory("share"u8);
        foreach ((string path, (_, Shown file)) in shown)
        {
            if (file.Bytes is { } bytes)
            {
                writer.AddFile(Encoding.UTF8.GetBytes(path), file.IsExecutable, bytes.Span);
            }
            else
            {
                writer.AddFileByDigest(Encoding.UTF8.GetBytes(path), file.IsExecutable, file.Digest, file.SizeBytes);
            }
        }

        return writer.Commit(cancellation);
    }

    private static NukaException Collide(List<(string Path, InstalledPackage First, InstalledPackage Second)> collisions)
    {
        const int Named = 5;
        (string path, InstalledPackage first, InstalledPackage second) = collisions[0];
        IEnumerable<string> reasons = collisions.Take(Named).Select(one =>
            $"{one.Path} is brought by {one.First.Name} {one.First.Version} and by {one.Second.Name} {one.Second.Version}");
        return new Problem("build/collision", $"two packages have the path `{path}`, with other bytes")
        {
            Reasons = [.. reasons, .. collisions.Count > Named ? new[] { $"and {collisions.Count - Named} more" } : []],
            Hints = [$"let one of them win: --prefer {first.Name} or --prefer {second.Name}", $"or do without one: try: nuka uninstall {first.Name}"],
        }.ToException();
    }
}

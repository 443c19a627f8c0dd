using Nuka.Environments.Permissions;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Platform.Processes;
using Nuka.Platform.State;
using Nuka.Projects.Manifests;

namespace Nuka.Projects.Exec;

/// <summary>Where a project is, and where its manifest and its lock are.</summary>
/// <param name="Directory">The project's real absolute path.</param>
/// <param name="ManifestPath">Its manifest, which need not exist.</param>
/// <param name="LockPath">Its lock, which need not exist; in the state directory where the project cannot be written.</param>
/// <param name="LockName">The lock's name for people.</param>
public sealed record ProjectPlace(string Directory, string ManifestPath, string LockPath, string LockName)
{
    /// <summary>The root of the machine, and where the kernel shows processes, devices and itself: to walk them never ends.</summary>
    private static readonly string[] NoProjects = ["/", "/proc", "/sys", "/dev"];

    /// <summary>
    /// Finds the project of a directory: the nearest directory upwards that has a manifest or a lock of nuka's, else the directory itself.
    /// </summary>
    /// <param name="directory">Where the person stands.</param>
    /// <param name="state">The state directory.</param>
    /// <param name="isNamed">Whether they named the directory. Then it is the project where what lies there, or above, is not theirs.</param>
    /// <exception cref="NukaException"><c>projects/unreadable</c>, <c>projects/no-project</c>, <c>projects/foreign-manifest</c>.</exception>
    public static ProjectPlace Find(string directory, StateDirectory state, bool isNamed)
    {
        ArgumentNullException.ThrowIfNull(state);
        string real = Real(directory);
        string root = Nearest(real, state, isNamed);
        RefuseNoProject(root);
        ManifestPair pair = ManifestPair.Of(root);
        string lockPath = Path.Combine(root, pair.Lock);
        bool writable = IsWritable(root);
        return new ProjectPlace(
            root,
            Path.Combine(root, pair.Manifest),
            writable || File.Exists(lockPath) ? lockPath : Path.Combine(state.Project(ProjectKey.Of(root)), pair.Lock),
            pair.Lock);
    }

    /// <summary>The nearest directory whose manifest or lock counts; those of other users do not, see <see cref="ManifestOwner"/>.</summary>
    private static string Nearest(string real, StateDirectory state, bool isNamed)
    {
        for (string? above = real; above is not null; above = Path.GetDirectoryName(above))
        {
            if (!ManifestOwner.FilesIn(above).Any())
            {
                continue;
            }

            if (ManifestOwner.Doubt(above, above != real, Account.Current) is not var (file, reason))
            {
                return above;
            }

            bool isGranted = above == real && File.Exists(new GrantStore(state.Grants).FileOf(real));
            return isNamed || isGranted ? real : throw ManifestOwner.Refusal(file, reason, real);
        }

        return real;
    }

    private static void RefuseNoProject(string root)
    {
        if (NoProjects.Contains("/" + root.Split('/')[1], StringComparer.Ordinal))
        {
            throw new Problem("projects/no-project", $"{root} is no project")
            {
                Reasons = ["the whole machine, or what the kernel shows of it, cannot be one"],
                Hints = ["go to the project's own directory, or name it   try: nuka -C DIR …"],
            }.ToException();
        }

        if (ManifestOwner.IsEverybodys(root))
        {
            throw new Problem("projects/no-project", $"{root} is no project")
            {
                Reasons = ["everybody may lay files there, so what lies there is not the project's alone"],
                Hints = [$"make a directory for the project   try: mkdir {root}/mine && cd {root}/mine"],
            }.ToException();
        }
    }

    /// <summary>Where a program of the project is started: where the person stands, if that is in the project.</summary>
    /// <param name="standing">Where the person stands.</param>
    internal string StartOf(string standing)
    {
        string real = Real(standing);
        return PathNames.IsAtOrBelow(real, Directory) ? real : Directory;
    }

    /// <summary>Where the manifest is written: it may be a link.</summary>
    /// <param name="state">The state directory.</param>
    /// <exception cref="NukaException"><c>projects/bad-link</c>.</exception>
    internal string ManifestTarget(StateDirectory state) => LinkedFile.Target(ManifestPath, Directory, state);

    /// <summary>Where the lock is written: it may be a link.</summary>
    /// <param name="state">The state directory.</param>
    /// <exception cref="NukaException"><c>projects/bad-link</c>.</exception>
    internal string LockTarget(StateDirectory state) => LinkedFile.Target(LockPath, Directory, state);

    /// <summary>What the manifest and the lock lead to, where they are links: it changes while the links do not.</summary>
    internal IEnumerable<string> LinkedFiles() => new[] { ManifestPath, LockPath }.Where(path => new FileInfo(path).LinkTarget is not null).Select(RealPath.Of);

    /// <summary>Every manifest and lock that could decide where the project is, from a directory upwards, whether it exists or not.</summary>
    /// <param name="directory">A real absolute path.</param>
    internal static IEnumerable<string> CandidatesFrom(string directory)
    {
        for (string? above = directory; above is not null; above = Path.GetDirectoryName(above))
        {
            foreach (ManifestPair pair in (ManifestPair[])[ManifestPair.Ordinary, ManifestPair.BesideAtom])
            {
                yield return Path.Combine(above, pair.Manifest);
                yield return Path.Combine(above, pair.Lock);
            }
        }
    }

    /// <summary>The path without links: what a sandbox mounts, and what the kernel calls the working directory.</summary>
    internal static string Real(string directory)
    {
        try
        {
            string real = RealPath.Of(directory);
            if (real.Contains('\uFFFD', StringComparison.Ordinal) && !System.IO.Directory.Exists(real))
            {
                throw new Problem("projects/path-not-utf8", "the path of the project is not UTF-8")
                {
                    Reasons = [$"read as such it is {real}", "a lock and a plan name the project by its path, and they are UTF-8"],
                    Hints = ["rename the directory whose name it is   try: convmv, or mv"],
                }.ToException();
            }

            using IEnumerator<string> names = System.IO.Directory.EnumerateFileSystemEntries(real).GetEnumerator();
            return real;
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            throw new Problem("projects/unreadable", $"the project {directory} cannot be read")
            {
                Reasons = [refused.Message],
                Hints = ["its owner can open it   try: chmod u+rx DIR"],
            }.ToException(refused);
        }
    }

    private static bool IsWritable(string directory) => FileAccessCheck.MayWrite(directory);
}

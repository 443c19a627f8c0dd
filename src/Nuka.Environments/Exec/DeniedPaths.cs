using System.Collections.Immutable;
using Nuka.Environments.Host;
using Nuka.Environments.Permissions;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Sandbox.Plans;

namespace Nuka.Environments.Exec;

/// <summary>
/// Hides what a person denied below what the program sees: an empty directory, or an empty file, is mounted over it, read-only. What is not there
/// needs no hiding, and what a program makes under such a name is its own; a plan is made again once somebody else made something there.
/// </summary>
internal sealed class DeniedPaths
{
    private readonly ExecRequest request;
    private readonly (string Path, string Real)[] all;
    private readonly ObservedPaths observed = new();

    /// <summary>Looks at what was denied.</summary>
    /// <param name="request">What is to run.</param>
    internal DeniedPaths(ExecRequest request)
    {
        this.request = request;
        string[] paths = [.. request.Permissions.Denied.Values(PermissionKind.Path).Select(value => value[..^3])];
        Array.ForEach(paths, observed.Add);
        all = [.. paths.Select(path => (path, RealPath.OrAsWritten(path)))];
    }

    /// <summary>Whether a path of the host is denied, or lies below one that is.</summary>
    /// <param name="path">Its path; where it leads through links counts as much as how it is written.</param>
    internal bool Has(string path)
    {
        if (all.Length == 0)
        {
            return false; // as for nearly everybody: no link is read for it
        }

        string real = RealPath.OrAsWritten(path);
        return all.Any(denied => IsIn(denied.Path) || IsIn(denied.Real));

        bool IsIn(string directory) => PathNames.IsAtOrBelow(path, directory) || PathNames.IsAtOrBelow(real, directory);
    }

    /// <summary>What the plan depends on: what is there under the denied names, and behind them. Looked at before anything is decided by it.</summary>
    internal ImmutableArray<FreshnessEntry> Observed => observed.Entries;

    /// <summary>The denied paths below the project that hide nothing, as nothing is there.</summary>
    internal ImmutableArray<string> Missing =>
        [.. all.Where(denied => PathNames.IsBelow(denied.Path, request.ProjectDirectory) && !IsThere(denied.Real)).Select(denied => denied.Path)];

    /// <summary>What hides the denied paths in what is mounted: in the project and in what was granted.</summary>
    /// <param name="mounts">What is mounted before.</param>
    /// <exception cref="NukaException"><c>environments/denied-project</c>: the program is to start in what is denied.</exception>
    internal IReadOnlyList<BindMount> Hiding(IEnumerable<SandboxMount> mounts)
    {
        List<BindMount> hiding = [];
        BindMount[] shown = [.. mounts.OfType<BindMount>().Where(mount => mount.IsResolved)];
        foreach ((string path, string real) in all)
        {
            RefuseStart(path, real);
            foreach (BindMount mount in shown)
            {
                string target = Path.Join(mount.Target, PathNames.Relative(real, mount.Source));
                if (PathNames.IsBelow(real, mount.Source) && IsThere(real) && !hiding.Exists(other => other.Target == target))
                {
                    BindMount empty = Directory.Exists(real) ? new BindMount(EmptyDirectory(), target) : new BindMount(EmptyFile(), target) { IsFile = true };
                    hiding.Add(empty with { StaysInPlace = true });
                }
            }
        }

        // The outer ones first: what lies in them is hidden with them.
        return [.. hiding.Where(one => !hiding.Exists(other => PathNames.IsBelow(one.Target, other.Target)))];
    }

    /// <summary>Whether something is there; a circle of links is nothing.</summary>
    /// <param name="real">A path, resolved as far as it can be.</param>
    internal static bool IsThere(string real) => Directory.Exists(real) || (File.Exists(real) && new FileInfo(real).LinkTarget is null);

    private void RefuseStart(string path, string real)
    {
        if (real == request.ProjectDirectory || (PathNames.IsBelow(real, request.ProjectDirectory) && PathNames.IsAtOrBelow(request.WorkingDirectory, real)))
        {
            throw new Problem("environments/denied-project", $"{path} cannot be denied: the program is to start in it")
            {
                Reasons = [$"the project is {request.ProjectDirectory}", $"the program starts in {request.WorkingDirectory}"],
                Hints = [$"deny what it shall not see of it   try: --deny path={real}/…"],
            }.ToException();
        }
    }

    private string EmptyDirectory() => request.Made(Path.Combine(request.State.Hidden, "directory"));

    private string EmptyFile()
    {
        string file = Path.Combine(request.Made(request.State.Hidden), "file");
        if (!request.MakesNothing && !File.Exists(file))
        {
            File.Create(file).Dispose();
        }

        return file;
    }
}

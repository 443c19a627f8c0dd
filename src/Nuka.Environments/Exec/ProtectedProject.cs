using System.Collections.Immutable;
using Nuka.Environments.Permissions;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Sandbox.Plans;

namespace Nuka.Environments.Exec;

/// <summary>Names what in a project other tools obey: at the top, in its directories, in the repositories there.</summary>
/// <param name="request">What is to run.</param>
/// <param name="git">What git obeys.</param>
internal sealed class ProtectedProject(ExecRequest request, GitPlaces git)
{
    /// <summary>Finds them, with the links that lead there.</summary>
    /// <param name="grantedForWriting">What else programs write, as it was granted.</param>
    /// <exception cref="NukaException"><c>environments/too-many-protected</c>.</exception>
    internal ProtectedPlaces Places(IEnumerable<string> grantedForWriting)
    {
        ProtectedPlaces places = new([request.ProjectDirectory, .. grantedForWriting.Where(path => RealPath.Of(path) == path)]);
        IEnumerable<string> atTop = ProtectedNames.Always.Concat(OtherRepositoryIn(string.Empty, ProtectedNames.OtherRepositories));
        foreach (string name in atTop.Concat(NamesBelow()).Concat(GitNames()))
        {
            places.Add(request.ProjectDirectory, name);
        }

        return places;
    }

    /// <summary>What is obeyed in directories below. In those that tools fill it is the tools' own, and they must be able to remove it.</summary>
    private ImmutableArray<string> NamesBelow()
    {
        SeenDirectory[] holders = [.. request.Directories.Where(directory => directory.Path.Length > 0 && !directory.IsToolMade)];
        ImmutableArray<string> names =
        [
            .. holders.SelectMany(directory => directory.Names.Where(ProtectedNames.Always.Contains).Select(directory.With)),
            .. holders.SelectMany(directory => OtherRepositoryIn(directory.Path, directory.Names)),
        ];
        return names.Length <= PlanLimits.ProtectedBelow ? names
            : throw new Problem("environments/too-many-protected", "the project holds more settings of editors and shells than a sandbox can keep from being changed")
            {
                Reasons = [$"{names.Length} of them lie below {request.ProjectDirectory}, such as {names[0]}; {PlanLimits.ProtectedBelow} is the limit"],
                Hints = ["run in a part of the project   try: nuka -C DIR …"],
            }.ToException();
    }

    /// <summary>What Mercurial and Jujutsu obey in a directory. A repository that is not there is watched, so that it is seen when one is made, be it elsewhere.</summary>
    private IEnumerable<string> OtherRepositoryIn(string directory, ImmutableArray<string> names)
    {
        foreach (string name in ProtectedNames.OtherRepositories.Where(names.Contains))
        {
            foreach (string file in ProtectedNames.Others.Where(file => file.StartsWith(name + "/", StringComparison.Ordinal)))
            {
                yield return Path.Join(directory, file);
            }
        }

        string workspace = Path.Join(directory, ".jj/repo");
        if (names.Contains(".jj") && !Directory.Exists(Path.Join(request.ProjectDirectory, workspace)))
        {
            yield return workspace;
        }
    }

    private IReadOnlyCollection<string> GitNames()
    {
        if (request.Permissions.Effective.Has(PermissionKind.GitConfig))
        {
            return [];
        }

        git.LookAt(".git", string.Empty);
        foreach (SeenDirectory directory in request.Directories)
        {
            git.Look(directory);
        }

        return git.Names;
    }
}

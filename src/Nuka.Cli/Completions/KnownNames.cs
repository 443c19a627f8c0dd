using System.Text.RegularExpressions;
using Nuka.Build.Logs;
using Nuka.Build.Profiles;
using Nuka.Cli.Frame;
using Nuka.Environments.Exec;
using Nuka.Graft.Index;
using Nuka.Graft.Sources;
using Nuka.Packages;
using Nuka.Platform.State;
using Nuka.Projects.Exec;
using Nuka.Projects.Locks;
using Nuka.Projects.Manifests;
using Nuka.Projects.Realise;

namespace Nuka.Cli.Completions;

/// <summary>Finds the names that a word can be completed to, from what is on this machine already.</summary>
/// <param name="state">The state directory; nothing in it is made or changed.</param>
/// <param name="findProject">Finds the project that the line is about.</param>
/// <param name="platform">The lock's name for this machine.</param>
/// <param name="packages">The directory of the packages that came with nuka.</param>
/// <param name="place">The directory that relative paths of the line start from.</param>
internal sealed partial class KnownNames(StateDirectory state, Func<ProjectPlace> findProject, string platform, string packages, string place)
{
    // What a manifest says of a package that comes from one of Debian's archives (`deb:jq`).
    private const string DebianPrefix = "deb:";

    // Programs that npm links into a project.
    private static readonly string ProjectPrograms = Path.Combine("node_modules", ".bin");

    /// <summary>The names that begin as typed, each once, in the order of their letters.</summary>
    /// <param name="kind">What is asked for.</param>
    /// <param name="typed">The word so far.</param>
    internal IEnumerable<string> Find(NameKind kind, string typed)
    {
        IEnumerable<string> names = kind switch
        {
            NameKind.Package => Packages(typed),
            NameKind.Named => Named(),
            NameKind.Locked => Locked(),
            NameKind.Chosen => Chosen(),
            NameKind.Own => Own(typed),
            NameKind.Known => Own(typed).Concat(Packages(typed)),
            NameKind.Installed => new GenerationShelf(Path.Combine(state.Profiles, Rooms.ProfileName)).Current?.Packages.Where(package => package.IsAsked).Select(package => package.Name) ?? [],
            NameKind.Logged => new LogShelf(state.Logs).List().Select(log => log.Name),
            _ => Programs(),
        };
        // A shell puts a name into the line as it stands, and files of a project can hold any text.
        return names.Where(name => name.StartsWith(typed, StringComparison.Ordinal) && Harmless().IsMatch(name))
            .Distinct().Order(StringComparer.Ordinal);
    }

    /// <summary>A word with a slash is the path of a file.</summary>
    private IEnumerable<string> Own(string typed)
    {
        string directory = typed[..(typed.LastIndexOf('/') + 1)];
        string where = directory.Length == 0 ? packages : Path.Combine(place, directory);
        IEnumerable<string> files = Directory.Exists(where) ? Directory.EnumerateFiles(where, $"*{PackageSource.Ending}").Select(file => Path.GetFileName(file)) : [];
        return files.Where(file => PackageSource.IsName(file[..^PackageSource.Ending.Length]))
            .Select(file => directory.Length == 0 ? file[..^PackageSource.Ending.Length] : directory + file);
    }

    private IReadOnlyCollection<string> Packages(string typed)
    {
        string archive = typed.StartsWith(DebianPrefix, StringComparison.Ordinal) ? DebianPrefix : string.Empty;
        using PackageIndex? index = DebianArchive.OpenKeptPackages(state.Sources);
        return [.. (index?.NamesFrom(typed[archive.Length..]) ?? []).Select(name => archive + name)];
    }

    private IEnumerable<string> Named()
    {
        ProjectPlace place = findProject();
        ProjectManifest manifest = ProjectManifest.ReadFrom(place.Directory);
        IEnumerable<string> named = manifest.Packages.Concat(manifest.PrivatePackages).SelectMany(package => new[] { package.Text, package.Name });
        EnvironmentLock? known = LockFile.Open(place.LockPath, place.LockName).Environment;
        IEnumerable<LockedNeed> needs = known is null ? [] : known.Needs.Concat(known.Run);
        return named.Concat(needs.SelectMany(need => new[] { need.Need.Key, need.Need.Name, need.Package }.OfType<string>().Where(need.IsRemembered)));
    }

    private IEnumerable<string> Locked()
    {
        ProjectPlace place = findProject();
        return LockFile.Open(place.LockPath, place.LockName).Environment is not { } known ? []
            : [
                .. known.Platform(platform)?.Packages.Select(package => package.Name) ?? [],
                .. known.Runtimes.Select(runtime => runtime.Name),
                .. known.Needs.Concat(known.Observed).Select(need => need.Need.Key),
            ];
    }

    private IEnumerable<string> Chosen()
    {
        ProjectPlace place = findProject();
        string[] platforms = [platform, .. ProjectManifest.ReadFrom(place.Directory).Platforms.Select(stated => stated.Name)];
        return LockFile.Open(place.LockPath, place.LockName).Environment?.NamesOn(platforms) ?? [];
    }

    private IEnumerable<string> Programs()
    {
        string project = findProject().Directory;
        string root = new StableRoot(state).PathOf(project);
        return ProgramDirectories.All.Select(directory => Path.Combine(root, directory)).Append(Path.Combine(project, ProjectPrograms))
            .Where(Directory.Exists).SelectMany(Directory.EnumerateFileSystemEntries).Select(path => Path.GetFileName(path));
    }

    [GeneratedRegex(@"^[A-Za-z0-9_./][A-Za-z0-9_.:+/=@~-]*\z")]
    private static partial Regex Harmless();
}

using System.Collections.Immutable;
using System.Text;
using Nuka.Environments.Host;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Sandbox.Plans;

namespace Nuka.Environments.Exec;

/// <summary>
/// Finds what git obeys in a project: in its own repository, in those of submodules and worktrees, in those of directories below, and in bare
/// ones (gitrepository-layout(5)). A program that could write there would run outside at the person's next git command.
/// </summary>
/// <param name="projectDirectory">The project's real absolute path.</param>
/// <param name="personal">The person's own configurations, absolute: a directory of hooks that they name is sought in every repository.</param>
internal sealed class GitPlaces(string projectDirectory, params IReadOnlyList<string> personal)
{
    /// <summary>Repositories in all: each costs a few mounts at every start.</summary>
    internal const int RepositoryLimit = 128;

    /// <summary>Submodules in one another, and directories that their names are made of.</summary>
    private const int ModuleDepth = 8;

    /// <summary>Bytes of a file that names another directory: one path.</summary>
    private const int PointerBytes = 8192;

    /// <summary>Bytes of a repository's configuration that are read for what it includes.</summary>
    private const int ConfigurationBytes = 1 << 20;

    /// <summary>Configurations that include one another; git's own limit.</summary>
    private const int IncludeDepth = 10;

    /// <summary>Configurations in all, with the links to them: a kept plan compares each at every start.</summary>
    internal const int ObservedLimit = 1024;

    private readonly SortedSet<string> names = new(StringComparer.Ordinal);
    private readonly HashSet<string> repositories = new(StringComparer.Ordinal);

    // Each once, as it is now: a person's own stand above every repository.
    private readonly Dictionary<string, ImmutableArray<GitSetting>> configurations = new(StringComparer.Ordinal);
    private readonly ObservedPaths observed = new();

    /// <summary>The directories that hold the repositories of submodules, with what was in them.</summary>
    internal List<SeenDirectory> Holders { get; } = [];

    /// <summary>Everything found, relative to the project; part of it need not exist.</summary>
    internal IReadOnlyCollection<string> Names => names;

    /// <summary>Every file that told where to look: configurations, be they absent, links to them, and what names a repository elsewhere.</summary>
    internal ImmutableArray<FreshnessEntry> Observed => observed.Entries;

    /// <summary>The person's home directory, absolute: what <c>~/</c> stands for in a configuration.</summary>
    internal string? Home { get; init; }

    /// <summary>The configurations of a person and of the machine (git-config(1), FILES).</summary>
    /// <param name="home">The person's home directory.</param>
    /// <param name="settings">The value of <c>XDG_CONFIG_HOME</c>; <see langword="null"/> or empty: none.</param>
    internal static string[] PersonalIn(string home, string? settings) =>
    [
        "/etc/gitconfig", Path.Combine(string.IsNullOrEmpty(settings) ? Path.Combine(home, ".config") : settings, "git/config"), Path.Combine(home, ".gitconfig"),
    ];

    /// <summary>Looks at a directory of the project, which may hold a repository, or be one.</summary>
    /// <exception cref="NukaException"><c>environments/too-many-protected</c>.</exception>
    internal void Look(SeenDirectory directory)
    {
        if (directory.Names.Contains(".git"))
        {
            LookAt(directory.With(".git"), directory.Path);
        }

        if (directory.Names.Contains("HEAD") && directory.Names.Contains("objects") && directory.Names.Contains("refs"))
        {
            AddRepository(directory.Path, directory.Path);
        }
    }

    /// <summary>Looks at a <c>.git</c>: a directory, or a file that says where the repository is.</summary>
    /// <param name="git">Its path, relative to the project; it need not exist.</param>
    /// <param name="tree">The directory that it is in.</param>
    internal void LookAt(string git, string tree)
    {
        if (!File.Exists(In(git)))
        {
            AddRepository(git, tree);
            return;
        }

        names.Add(git);
        observed.Add(In(git));
        const string Word = "gitdir:";
        string pointer = Pointer(In(git));
        if (!pointer.StartsWith(Word, StringComparison.Ordinal))
        {
            return;
        }

        string repository = Path.GetFullPath(pointer[Word.Length..].Trim(), In(tree));
        if (Inside(repository) is { } inside)
        {
            AddRepository(inside, tree);
        }
        else
        {
            AddNamedElsewhere(repository, tree);
        }
    }

    /// <summary>A repository that programs cannot write, whose hooks may be in the project all the same: that of a worktree, or of a submodule alone.</summary>
    /// <param name="repository">Its absolute path.</param>
    /// <param name="tree">The directory that hooks are sought from.</param>
    private void AddNamedElsewhere(string repository, string tree)
    {
        string pointer = Path.Combine(repository, "commondir");
        Observe(pointer);
        string common = Path.GetFullPath(Pointer(pointer).Trim(), repository);
        foreach (string configuration in (string[])[Path.Combine(common, "config"), Path.Combine(repository, "config.worktree"), .. personal])
        {
            AddNamedIn(configuration, tree);
        }
    }

    private void AddRepository(string git, string tree)
    {
        if (!repositories.Add(git))
        {
            return;
        }

        if (repositories.Count > RepositoryLimit)
        {
            throw TooMany($"more than {RepositoryLimit} repositories, submodules included, in {projectDirectory}");
        }

        foreach (string name in ProtectedNames.Repository)
        {
            names.Add(Below(git, name));
        }

        foreach (string configuration in (string[])[In(Below(git, "config")), In(Below(git, "config.worktree")), .. personal])
        {
            AddNamedIn(configuration, tree);
        }

        AddModules(Below(git, "modules"), 0);
        // Told of when they are made: a rebase that is planted runs its commands when the person goes on with it. One that is there belongs to whoever
        // works inside, and where modules are there, they are looked into.
        names.UnionWith(((string[])["modules", "rebase-merge", "rebase-apply"]).Select(name => Below(git, name)).Where(name => !Path.Exists(In(name))));
        foreach (string worktree in DirectoriesIn(Below(git, "worktrees")))
        {
            names.UnionWith([$"{worktree}/commondir", $"{worktree}/config.worktree", $"{worktree}/gitdir"]);
            AddNamedIn(In($"{worktree}/config.worktree"), tree);
        }
    }

    private void AddModules(string directory, int depth)
    {
        if (depth <= ModuleDepth && ModifiedOf(directory) is { } modified)
        {
            Holders.Add(new SeenDirectory(directory, [], false, modified));
        }

        foreach (string inner in depth > ModuleDepth ? [] : DirectoriesIn(directory))
        {
            if (File.Exists(In($"{inner}/HEAD")))
            {
                Holders.Add(new SeenDirectory(inner, [], IsToolMade: true, 0));
                AddRepository(inner, inner);
            }
            else
            {
                AddModules(inner, depth + 1);
            }
        }
    }

    /// <summary>What a configuration names in the project: other configurations, with what they name, and a directory of hooks of its own.</summary>
    /// <param name="first">The configuration's absolute path.</param>
    /// <param name="tree">The directory that hooks are sought from.</param>
    private void AddNamedIn(string first, string tree)
    {
        // In the order of depth, and each once: one that includes itself a few times would be read for ever.
        HashSet<string> known = new(StringComparer.Ordinal) { first };
        Queue<(string Configuration, int Depth)> queue = new([(first, 0)]);
        while (queue.TryDequeue(out (string Configuration, int Depth) next))
        {
            Observe(next.Configuration);
            if (Inside(RealPath.OrAsWritten(next.Configuration)) is { } own)
            {
                names.Add(own); // a person's own may be a link to one that is kept here
            }

            foreach (GitSetting setting in SettingsIn(next.Configuration).Where(IsPath))
            {
                string value = setting.Value.StartsWith("~/", StringComparison.Ordinal) ? Path.Join(Home, setting.Value[1..]) : setting.Value;
                string named = Path.GetFullPath(value, setting.Section == "core" ? In(tree) : Path.GetDirectoryName(next.Configuration)!);
                if ((Inside(named) ?? Inside(Followed(named))) is { } name)
                {
                    names.Add(name);
                }

                if (setting.Section != "core" && next.Depth < IncludeDepth && known.Add(named))
                {
                    queue.Enqueue((named, next.Depth + 1));
                }
            }
        }
    }

    /// <summary>Whether a setting names a directory of hooks, or another configuration, that may be in the project.</summary>
    private bool IsPath(GitSetting setting) =>
        setting is { Section: "core", Name: "hookspath" } or { Section: "include" or "includeif", Name: "path" }
        && setting.Value.Length > 0 && (setting.Value[0] != '~' || (Home is not null && setting.Value.StartsWith("~/", StringComparison.Ordinal)))
        && !setting.Value.Contains('\0', StringComparison.Ordinal);

    private ImmutableArray<GitSetting> SettingsIn(string configuration)
    {
        if (!configurations.TryGetValue(configuration, out ImmutableArray<GitSetting> settings))
        {
            settings = GitConfiguration.Read(Start(configuration, ConfigurationBytes));
            configurations.Add(configuration, settings);
        }

        return settings;
    }

    private void Observe(string configuration)
    {
        observed.Add(configuration);
        RefuseMany();
    }

    private string Followed(string path)
    {
        string real = observed.AddLinks(path);
        RefuseMany();
        return real;
    }

    private void RefuseMany()
    {
        if (observed.Count > ObservedLimit)
        {
            throw TooMany($"more than {ObservedLimit} configurations of git, and links to them");
        }
    }

    private string In(string name) => Path.Join(projectDirectory, name);

    private static string Below(string directory, string name) => directory.Length == 0 ? name : $"{directory}/{name}";

    /// <summary>A path relative to the project, if it is in it; the project itself cannot be protected.</summary>
    private string? Inside(string path) => PathNames.Relative(path, projectDirectory) is { Length: > 0 } inside ? inside : null;

    private long? ModifiedOf(string directory)
    {
        if (!Directory.Exists(In(directory)))
        {
            return null; // Asked first: most projects have none, and an exception costs a start several milliseconds.
        }

        try
        {
            using DirectoryHandle handle = DirectoryHandle.Open(In(directory));
            return handle.GetStatus([]).ModifiedNanoseconds;
        }
        catch (FileError)
        {
            return null;
        }
    }

    private IEnumerable<string> DirectoriesIn(string directory)
    {
        DirectoryInfo info = new(In(directory));
        return !info.Exists || info.LinkTarget is not null ? []
            : info.EnumerateDirectories("*", new EnumerationOptions { AttributesToSkip = 0 }).Where(inner => inner.LinkTarget is null)
                .Select(inner => Below(directory, inner.Name)).Order(StringComparer.Ordinal);
    }

    /// <summary>What a file names another directory by; no path goes on after a NUL.</summary>
    private static string Pointer(string path) => Start(path, PointerBytes).Split('\0')[0];

    /// <summary>The beginning of a file as text; nothing if it cannot be read.</summary>
    private static string Start(string path, int limitBytes)
    {
        try
        {
            return Encoding.UTF8.GetString(RegularFile.TryRead(path, limitBytes) ?? []);
        }
        catch (Exception failure) when (failure is FileError or IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }

    private static NukaException TooMany(string what) => new Problem("environments/too-many-protected", "the project holds more repositories than a sandbox can keep from being changed")
    {
        Reasons = [what, "a program could plant a hook in the others"],
        Hints = ["run in a directory of one of them   try: nuka -C DIR …", "or let programs change them all   try: --allow git-config"],
    }.ToException();
}

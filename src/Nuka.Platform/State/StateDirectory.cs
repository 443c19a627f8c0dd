using Nuka.Platform.Files;

namespace Nuka.Platform.State;

/// <summary>
/// The one directory that holds everything nuka keeps. Each sub-directory carries the version of its format in its name, so that
/// a newer program never reads an older form by mistake.
/// </summary>
/// <param name="Root">Absolute path of the state directory.</param>
public sealed record StateDirectory(string Root)
{
    /// <summary>The content store, unless the caller named one elsewhere.</summary>
    public string Store => Path.Combine(Root, "store-v1");

    /// <summary>Foreign archives: sources that were added, signed indexes, binary indexes.</summary>
    public string Sources => Path.Combine(Root, "sources-v1");

    /// <summary>In <see cref="Sources"/>, the lists of the sources that a person added to nuka itself.</summary>
    public string OwnSources => Path.Combine(Sources, "sources");

    /// <summary>In <see cref="Sources"/>, the keyrings of those sources.</summary>
    public string Keyrings => Path.Combine(Sources, "keyrings");

    /// <summary>Views of a store elsewhere; those of the own store lie in it.</summary>
    public string Views => Path.Combine(Root, "views-v1");

    /// <summary>Where layers are built and commands tried; what a killed one left is removed by the next.</summary>
    public string Work => Path.Combine(Root, "work-v1");

    /// <summary>Where packages are built; what failed stays until it is built again.</summary>
    public string Builds => Path.Combine(Root, "builds-v1");

    /// <summary>What builds said, a file each.</summary>
    public string Logs => Path.Combine(Root, "logs-v1");

    /// <summary>The empty file and the empty directory that hide what is denied.</summary>
    public string Hidden => Path.Combine(Root, "hidden-v1");

    /// <summary>Where the launcher puts a root together, in a namespace of its own; always empty from outside.</summary>
    public string MountPoint => Path.Combine(Root, "mount-v1");

    /// <summary>Where the sockets of message buses lie while a program runs.</summary>
    public string Buses => Path.Combine(Root, "bus-v1");

    /// <summary>Where what gives a program a network of its own keeps its sockets while it runs.</summary>
    public string Networks => Path.Combine(Root, "network-v1");

    /// <summary>Downloaded files by their SHA-256.</summary>
    public string Downloads => Path.Combine(Root, "downloads-v1");

    /// <summary>What people granted to projects; no project can write here.</summary>
    public string Grants => Path.Combine(Root, "grants-v1");

    /// <summary>Private homes and caches, locks of read-only projects; see <see cref="Project"/>.</summary>
    public string Projects => Path.Combine(Root, "projects-v1");

    /// <summary>Plans that the launcher can start again without the full program.</summary>
    public string Plans => Path.Combine(Root, "plans-v1");

    /// <summary>Lease files: a running environment holds its own shared, collecting garbage takes them exclusively.</summary>
    public string Leases => Path.Combine(Root, "leases-v1");

    /// <summary>Locked runtimes.</summary>
    public string Runtimes => Path.Combine(Root, "runtimes-v1");

    /// <summary>What a person installed: generations, and which is current.</summary>
    public string Profiles => Path.Combine(Root, "profiles-v1");

    /// <summary>The own key, and the keys of others that are trusted.</summary>
    public string Keys => Path.Combine(Root, "keys-v1");

    /// <summary>The directory of one project.</summary>
    /// <param name="projectKey">The project's key: hexadecimal digits.</param>
    public string Project(string projectKey) => Path.Combine(Projects, projectKey);

    /// <summary>Whether a directory holds the state directory, is it, or lies in it: such a project or grant is refused.</summary>
    /// <param name="directory">An absolute path; links in it and in the state's own path are resolved, since a link must not hide what it leads to.</param>
    public bool Overlaps(string directory)
    {
        string other = RealPath.OrAsWritten(directory);
        string own = RealPath.OrAsWritten(Root);
        return PathNames.IsAtOrBelow(own, other) || PathNames.IsAtOrBelow(other, own);
    }
}

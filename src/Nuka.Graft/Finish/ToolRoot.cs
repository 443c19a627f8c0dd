using System.Globalization;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Files;
using Nuka.Store;

namespace Nuka.Graft.Finish;

/// <summary>
/// The part of a root that one tool is shown: the program with the libraries that it loads, and what it reads. It sees nothing else, so
/// that what it makes depends on nothing else, and need not be made again where the rest of the root changed.
/// </summary>
internal sealed class ToolRoot
{
    /// <summary>Directories that every program may expect, and mount points of the sandbox.</summary>
    private static readonly string[] Directories = ["dev", "etc", "proc", "root", "run", "tmp", "usr/bin", "usr/lib", "var/cache", "var/tmp"];

    /// <summary>The links of the merged root.</summary>
    private static readonly string[] Common = ["bin", "sbin", "lib", "lib32", "lib64", "libx32"];

    private readonly JoinedRoot whole;
    private readonly LibraryFinder libraries;
    private readonly SortedDictionary<string, TreeEntry?> entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> walked = new(StringComparer.Ordinal);
    private bool showsAll;

    /// <summary>A part of a root with nothing in it but the merged links, for programs to be added.</summary>
    internal ToolRoot(JoinedRoot whole, LibraryFinder libraries)
        : this(whole, libraries, Common)
    {
        foreach (string directory in Directories)
        {
            AddDirectory(directory);
        }

        AddTree("usr/lib/locale/C.utf8");
    }

    private ToolRoot(JoinedRoot whole, LibraryFinder libraries, string[] links)
    {
        this.whole = whole;
        this.libraries = libraries;
        foreach (string link in links)
        {
            Add(link);
        }
    }

    /// <summary>Directories of libraries that the loader does not search by itself.</summary>
    internal SortedSet<string> LibraryDirectories { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether there is no file and no link.</summary>
    internal bool IsEmpty => entries.Values.All(entry => entry is null);

    /// <summary>A part of a root with nothing in it at all, to be added to another by <see cref="Unite"/>.</summary>
    internal static ToolRoot Bare(JoinedRoot whole, LibraryFinder libraries) => new(whole, libraries, []);

    /// <summary>
    /// Adds a program with the libraries that it needs. One that is no ELF file, a script say, can start whatever there is: it is shown everything.
    /// </summary>
    internal void AddProgram(string path)
    {
        if (Add(path) is not { } real || !AddLibraries(real))
        {
            showsAll = true;
            AddTree("");
        }
    }

    /// <summary>
    /// Adds a file, or a directory with everything below it, what links in it lead to, and the libraries that its libraries need.
    /// </summary>
    /// <param name="path">The path; links on the way are added too.</param>
    /// <param name="wanted">Which names of files; all by default, and then empty directories too.</param>
    internal void AddTree(string path, Predicate<string>? wanted = null)
    {
        if (Add(path) is { } real)
        {
            Walk(real, wanted);
        }
    }

    /// <summary>Adds the regular files at or below a path, and nothing else: a link leads to what is another's.</summary>
    /// <param name="path">The path; no link is followed on the way.</param>
    /// <param name="wanted">Which files, by path.</param>
    internal void AddOwn(string path, Predicate<string> wanted)
    {
        TreeEntry? entry = whole.TryGet(path);
        if (entry is { Kind: TreeEntryKind.File } && wanted(path))
        {
            entries.TryAdd(path, entry);
        }

        foreach (string name in entry is null ? whole.List(path) : [])
        {
            AddOwn($"{path}/{name}", wanted);
        }
    }

    /// <summary>Whether there is nothing but regular files at or below a path.</summary>
    internal bool IsOwn(string path) => entries.All(pair => pair.Value is { Kind: TreeEntryKind.File } && PathNames.IsAtOrBelow(pair.Key, path));

    /// <summary>Adds a file alone, with the links on the way to it.</summary>
    internal void AddFile(string path) => Add(path);

    /// <summary>Adds an empty directory, if there is nothing of its name.</summary>
    internal void AddDirectory(string path)
    {
        if (Add(path) is null && whole.TryGet(path) is null)
        {
            entries.TryAdd(path, null);
        }
    }

    /// <summary>Adds what another part has.</summary>
    internal void Unite(ToolRoot other)
    {
        foreach ((string path, TreeEntry? entry) in other.entries)
        {
            entries.TryAdd(path, entry);
        }
    }

    /// <summary>A copy, to which something can be added.</summary>
    internal ToolRoot Copy()
    {
        ToolRoot copy = Bare(whole, libraries);
        copy.Unite(this);
        copy.LibraryDirectories.UnionWith(LibraryDirectories);
        return copy;
    }

    /// <summary>Everything that is shown, as text: the same text, the same root.</summary>
    internal void Describe(StringBuilder text)
    {
        foreach ((string path, TreeEntry? entry) in entries)
        {
            string kind = entry is null ? "d" : entry.Value.Kind == TreeEntryKind.Symlink ? "l" : entry.Value.IsExecutable ? "x" : "f";
            string content = entry is null ? "" : entry.Value.Kind == TreeEntryKind.Symlink ? Convert.ToHexString(entry.Value.Target.Span) : entry.Value.Digest.ToString();
            text.Append(CultureInfo.InvariantCulture, $"{kind} {Convert.ToHexString(Encoding.Latin1.GetBytes(path))} {content}\n");
        }
    }

    /// <summary>Writes the part as a tree.</summary>
    internal void Write(TreeWriter writer)
    {
        foreach ((string path, TreeEntry? entry) in entries.Where(pair => pair.Key.Length > 0))
        {
            byte[] bytes = Encoding.Latin1.GetBytes(path);
            if (entry is not { } known)
            {
                writer.AddDirectory(bytes);
            }
            else if (known.Kind == TreeEntryKind.Symlink)
            {
                writer.AddSymlink(bytes, known.Target.Span);
            }
            else
            {
                writer.AddFileByDigest(bytes, known.IsExecutable, known.Digest, (long)known.Size);
            }
        }
    }

    /// <summary>The part as a root that can be asked questions.</summary>
    internal JoinedRoot Join(ContentStore store)
    {
        JoinedRoot root = JoinedRoot.Empty(store);
        foreach ((string path, TreeEntry? entry) in entries.Where(pair => pair.Key.Length > 0))
        {
            root.Put(path, entry);
        }

        return root;
    }

    /// <summary>Adds what a path leads to, with the links on the way.</summary>
    /// <returns>Where it leads to; <see langword="null"/> if to nothing.</returns>
    private string? Add(string path)
    {
        List<string> links = [];
        string? real = whole.Resolve(path, links);
        foreach (string link in links)
        {
            entries[link] = whole.TryGet(link);
        }

        if (real is not null)
        {
            entries.TryAdd(real, whole.TryGet(real));
        }

        return real;
    }

    private void Walk(string real, Predicate<string>? wanted)
    {
        if (!walked.Add(real))
        {
            return;
        }

        if (whole.TryGet(real) is not null)
        {
            _ = showsAll || AddLibraries(real);
            return;
        }

        foreach (string name in whole.List(real))
        {
            string inner = real.Length == 0 ? name : $"{real}/{name}";
            if (whole.TryGet(inner) is null)
            {
                if (wanted is null)
                {
                    entries.TryAdd(inner, null);
                }

                Walk(inner, wanted);
            }
            else if (wanted?.Invoke(name) != false && Add(inner) is { } leads)
            {
                Walk(leads, wanted);
            }
        }
    }

    /// <returns>Whether the file is one that the loader reads.</returns>
    private bool AddLibraries(string real)
    {
        if (!LibraryFinder.MayBeLoaded(whole.TryGet(real), real))
        {
            return false;
        }

        LibraryFinder.Closure closure = libraries.Find(real);
        foreach (string path in closure.Paths)
        {
            Add(path);
        }

        LibraryDirectories.UnionWith(closure.Directories);
        return closure.IsLoadable;
    }
}

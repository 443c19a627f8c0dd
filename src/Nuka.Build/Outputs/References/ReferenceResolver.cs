using System.Collections.Immutable;
using System.Text;
using Nuka.Build.Roots;
using Nuka.Environments.Join;
using Nuka.Store;

namespace Nuka.Build.Outputs.References;

/// <summary>Finds who owns what a word names, among trees that are joined to one root.</summary>
internal sealed class ReferenceResolver
{
    // Where env(1) finds programs in our roots, and pkg-config modules; of both the system's own directories only.
    private static readonly string[] ProgramDirectories = ["usr/local/bin", "usr/bin", "usr/sbin", "usr/games"];

    private static readonly string[] ModuleDirectories =
        ["usr/lib/x86_64-linux-gnu/pkgconfig", "usr/lib/aarch64-linux-gnu/pkgconfig", "usr/lib/pkgconfig", "usr/lib64/pkgconfig", "usr/share/pkgconfig"];

    private readonly ContentStore store;
    private readonly IReadOnlyList<ReferenceOwner> owners;
    private readonly JoinedTrees joined;
    private readonly Dictionary<string, int> soNames = new(StringComparer.Ordinal);
    private readonly ImmutableArray<string> libraryDirectories = SonameTable.SearchedDirectories;

    internal ReferenceResolver(ContentStore store, IReadOnlyList<ReferenceOwner> owners)
    {
        this.store = store;
        this.owners = owners;
        joined = new JoinedTrees(store, [.. owners.Select(owner => owner.Tree)]);
        for (int index = 0; index < owners.Count; index++)
        {
            foreach ((string soName, _) in SonameTable.Of(store, owners[index].Tree).Rows)
            {
                soNames.TryAdd(soName, index);
            }
        }
    }

    /// <summary>Who owns what a word names: the thing itself and the links on the way to it.</summary>
    /// <param name="word">The word.</param>
    /// <param name="itself">The owner whose file says it, and others whose own libraries serve it wherever they lie.</param>
    /// <returns>Indexes of owners; <see langword="null"/> if nobody does.</returns>
    internal IReadOnlyList<int>? Find(ReferenceWord word, ReadOnlySpan<int> itself)
    {
        foreach (byte[] name in word.Names)
        {
            IReadOnlyList<int>? found = word.Kind switch
            {
                ReferenceKind.Library or ReferenceKind.Loaded => FindLibrary(name, word, itself),
                ReferenceKind.Module => FindIn(ModuleDirectories, [.. name, .. ".pc"u8]),
                ReferenceKind.Script when !name.Contains((byte)'/') => FindIn(ProgramDirectories, name),
                ReferenceKind.Modules => FindDirectory(name),
                ReferenceKind.Link => joined.Resolve(DirectoryOf(word.File), name, mayBeDirectory: true),
                _ => name[0] == (byte)'/' ? joined.Resolve([], name) : null,
            };
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>All that have something in a directory; what was compiled of it once more lies in the finish layer, and is not needed.</summary>
    private int[]? FindDirectory(byte[] path)
    {
        string directory = Encoding.UTF8.GetString(path);
        int[] found = [.. owners.Index().Where(owner => owner.Item.Name != OwnedTree.Finish && store.FindTree(owner.Item.Tree, directory) is not null).Select(owner => owner.Index)];
        return found.Length > 0 ? found : null;
    }

    private IReadOnlyList<int>? FindLibrary(byte[] name, ReferenceWord word, ReadOnlySpan<int> itself)
    {
        if (name.Contains((byte)'/'))
        {
            return name[0] == (byte)'/' ? joined.Resolve([], name) : null;
        }

        foreach (byte[] searched in word.SearchPaths)
        {
            if (Expand(searched, word.File) is { } directory && joined.Resolve([], [.. directory, (byte)'/', .. name]) is { } found)
            {
                return found;
            }
        }

        string soName = Encoding.UTF8.GetString(name);
        if (soNames.TryGetValue(soName, out int owner))
        {
            return [owner];
        }

        // A library without a soname, and one that the loader finds by a link of another tree.
        return FindIn(libraryDirectories, name) ?? OwnLibrary(soName, itself);
    }

    /// <summary>A plug-in needs libraries that its program has loaded from a directory of its own.</summary>
    private int[]? OwnLibrary(string soName, ReadOnlySpan<int> itself)
    {
        foreach (int index in itself)
        {
            if (TreeWords.Of(store, owners[index].Tree).Libraries.Contains(soName))
            {
                return [index];
            }
        }

        return null;
    }

    private IReadOnlyList<int>? FindIn(IEnumerable<string> directories, byte[] name)
    {
        foreach (string directory in directories)
        {
            if (joined.Resolve(Encoding.UTF8.GetBytes(directory), name) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>An absolute directory of a search path; of the variables only the file's own directory is known (ld.so(8), "Dynamic string tokens").</summary>
    private static byte[]? Expand(byte[] searched, byte[] file)
    {
        string own = '/' + Encoding.Latin1.GetString(DirectoryOf(file));
        string path = Encoding.Latin1.GetString(searched).Replace("${ORIGIN}", own, StringComparison.Ordinal).Replace("$ORIGIN", own, StringComparison.Ordinal);
        return path.StartsWith('/') && !path.Contains('$', StringComparison.Ordinal) ? Encoding.Latin1.GetBytes(path) : null;
    }

    private static byte[] DirectoryOf(byte[] file) => file[..Math.Max(0, Array.LastIndexOf(file, (byte)'/'))];
}

using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Store;

namespace Nuka.Graft.Finish;

/// <summary>
/// The trees of all packages laid over each other, as one root that can be asked questions. Paths are relative, their bytes
/// written as Latin-1 characters, which maps them one to one. Where two trees hold one file the first wins, as in the overlay.
/// </summary>
internal sealed class JoinedRoot
{
    /// <summary>The kernel's own limit on links in one look-up (path_resolution(7)).</summary>
    private const int LinkLimit = 40;

    private readonly ContentStore store;
    private readonly Node top = new();

    private JoinedRoot(ContentStore store) => this.store = store;

    /// <summary>A root of nothing, for <see cref="Put"/>.</summary>
    internal static JoinedRoot Empty(ContentStore store) => new(store);

    /// <summary>Joins trees.</summary>
    internal static JoinedRoot Read(ContentStore store, IEnumerable<Digest> trees, CancellationToken cancellation)
    {
        JoinedRoot root = new(store);
        foreach (Digest tree in trees)
        {
            cancellation.ThrowIfCancellationRequested();
            root.Merge(root.top, tree);
        }

        return root;
    }

    /// <summary>Adds or replaces one entry, with the directories above it.</summary>
    internal void Put(string path, TreeEntry? entry)
    {
        Node node = top;
        foreach (string name in path.Split('/'))
        {
            node = node.Child(name);
        }

        node.Entry = entry;
    }

    /// <summary>The entry of a path, no link followed; <see langword="null"/> for what is absent and for directories.</summary>
    internal TreeEntry? TryGet(string path) => Find(path)?.Entry;

    /// <summary>Whether something has this path, no link followed.</summary>
    internal bool Has(string path) => Find(path) is not null;

    /// <summary>Whether the path, links followed inside of the root, leads to something.</summary>
    internal bool Exists(string path) => Resolve(path) is not null;

    /// <summary>Where a path leads to, links followed inside of the root; <see langword="null"/> if to nothing.</summary>
    /// <param name="path">The path.</param>
    /// <param name="followed">Is given the links on the way, the merged ones of no package excepted.</param>
    internal string? Resolve(string path, ICollection<string>? followed = null)
    {
        Queue<string> rest = new(Split(path));
        List<(string Name, Node Node)> walked = [];
        int links = 0;
        while (rest.TryDequeue(out string? name))
        {
            if (name == "..")
            {
                walked.RemoveRange(Math.Max(0, walked.Count - 1), Math.Min(1, walked.Count));
                continue;
            }

            // The links /bin -> usr/bin … are the skeleton's: they hold in every root, whether it has been written yet or not.
            if (walked.Count == 0 && top.Find(name) is null && Array.IndexOf(Unpack.PackagePath.MergedNames, name) >= 0)
            {
                rest = new Queue<string>(["usr", name, .. rest]);
                continue;
            }

            Node? next = (walked.Count == 0 ? top : walked[^1].Node).Find(name);
            if (next is null)
            {
                return null;
            }

            if (next.Entry is { Kind: TreeEntryKind.Symlink } link)
            {
                if (++links > LinkLimit)
                {
                    return null;
                }

                followed?.Add(string.Join('/', walked.Select(step => step.Name).Append(name)));
                string target = Encoding.Latin1.GetString(link.Target.Span);
                walked = target.StartsWith('/') ? [] : walked;
                rest = new Queue<string>([.. Split(target), .. rest]);
                continue;
            }

            walked.Add((name, next));
        }

        return string.Join('/', walked.Select(step => step.Name));
    }

    /// <summary>The names in a directory, in the order of their bytes; none if it is no directory.</summary>
    internal IReadOnlyList<string> List(string path) => Find(path)?.Names ?? [];

    /// <summary>All files and links below a directory, in order.</summary>
    internal IEnumerable<string> Files(string path)
    {
        foreach (string name in List(path))
        {
            string inner = $"{path}/{name}";
            if (TryGet(inner) is not null)
            {
                yield return inner;
            }

            foreach (string file in Files(inner))
            {
                yield return file;
            }
        }
    }

    /// <summary>The content of a file, links followed; <see langword="null"/> if there is none.</summary>
    internal byte[]? Read(string path) =>
        Resolve(path) is { } real && TryGet(real) is { Kind: TreeEntryKind.File } entry ? store.ReadBlob(entry.Digest, FinishLimits.ReadBytes) : null;

    /// <summary>The content of a file as text; empty if there is no such file.</summary>
    internal string ReadText(string path) => Read(path) is { } bytes ? Encoding.UTF8.GetString(bytes) : "";

    private static string[] Split(string path) =>
        [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(name => name != ".")];

    private Node? Find(string path)
    {
        Node? node = top;
        foreach (string name in Split(path))
        {
            node = node?.Find(name);
        }

        return node;
    }

    private void Merge(Node node, Digest tree)
    {
        foreach (TreeEntry entry in store.ReadTree(tree).Entries)
        {
            string name = Encoding.Latin1.GetString(entry.Name.Bytes);
            if (entry.Kind == TreeEntryKind.Directory)
            {
                Merge(node.Child(name), entry.Digest);
            }
            else if (node.Find(name) is null)
            {
                node.Child(name).Entry = entry;
            }
        }
    }

    private sealed class Node
    {
        private SortedDictionary<string, Node>? children;

        internal TreeEntry? Entry { get; set; }

        internal IReadOnlyList<string> Names => children is null ? [] : [.. children.Keys];

        internal Node? Find(string name) => children is not null && children.TryGetValue(name, out Node? child) ? child : null;

        internal Node Child(string name)
        {
            children ??= new SortedDictionary<string, Node>(StringComparer.Ordinal);
            if (!children.TryGetValue(name, out Node? child))
            {
                child = new Node();
                children.Add(name, child);
            }

            return child;
        }
    }
}

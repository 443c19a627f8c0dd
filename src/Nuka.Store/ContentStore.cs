using System.Collections.Immutable;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Store.Blobs;
using Nuka.Store.Errors;
using Nuka.Store.Index;
using Nuka.Store.Views;

namespace Nuka.Store;

/// <summary>
/// Keeps blobs and trees by their digests, and what is known about them. Its members may be called by several threads; several
/// processes may have it open. As long as a store is open nothing in it is collected, so what was found can be used and given a root
/// or a lease; close it before waiting long for something else.
/// </summary>
/// <remarks>
/// Every member may throw <see cref="NukaException"/> with <c>store/failed</c>, <c>store/busy</c>, <c>store/index-damaged</c>; those
/// that write, <c>store/disk-full</c> and <c>store/not-writable</c> as well. After each of them the store is as it was.
/// </remarks>
public sealed partial class ContentStore : IDisposable
{
    private readonly StoreArea area;
    private readonly StoreUse use;
    private readonly ViewArea views;

    private ContentStore(StoreArea area, StoreUse use)
    {
        this.area = area;
        this.use = use;
        views = new ViewArea(area, area.Options.BootId ?? ReadBootId());
    }

    /// <summary>Whether it can only be read: it was opened so, or belongs to root.</summary>
    public bool IsReadOnly => area.IsReadOnly;

    /// <summary>Whether it is root's and the caller is not root: then nothing of it is his to remove.</summary>
    public bool IsForeign => area.IsForeign;

    /// <summary>
    /// Whether things can be kept here under a name: in a store that is written, or beside the caller's own views of somebody else's store.
    /// </summary>
    public bool HasRoots => !area.IsReadOnly || views.AreReaders;

    /// <summary>The store's directory.</summary>
    public string DirectoryPath => area.Path;

    internal StoreArea Area => area;

    /// <summary>Opens a store; makes it when there is none and it may be written.</summary>
    /// <param name="options">Where it is, and how to open it.</param>
    /// <exception cref="NukaException">
    /// <c>store/foreign-owner</c>, <c>store/writable-by-others</c>, <c>store/not-found</c>, <c>store/not-a-store</c>,
    /// <c>store/unknown-format</c>.
    /// </exception>
    public static ContentStore Open(StoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (StoreArea area, StoreUse use) = StoreOpening.Open(options);
        return new ContentStore(area, use);
    }

    /// <summary>Begins a tree; see <see cref="TreeWriter"/>.</summary>
    public TreeWriter BeginTree() => new(area);

    /// <summary>Commits several trees with one sync of the file system, all or none; their writers can be used no more.</summary>
    /// <param name="writers">Writers of this store.</param>
    /// <param name="cancellation">Looked at until the first step that changes the store.</param>
    /// <returns>Their digests, in the same order.</returns>
    public Digest[] CommitTogether(IReadOnlyList<TreeWriter> writers, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(writers);
        return TreeWriter.CommitTogether(area, writers, cancellation);
    }

    /// <summary>Reads one tree, checked against its digest.</summary>
    /// <param name="digest">The tree's digest.</param>
    /// <exception cref="NukaException"><c>store/missing-tree</c>, <c>store/corrupt-tree</c>.</exception>
    public Tree ReadTree(Digest digest) => area.ReadTree(digest);

    /// <summary>Reads a directory below a tree, checked as each on the way is; links are not followed.</summary>
    /// <param name="root">The tree's digest.</param>
    /// <param name="path">The directory's path below it: names with <c>/</c> between them; nothing for the tree itself.</param>
    /// <returns><see langword="null"/> if there is nothing of that name, or something else than a directory.</returns>
    /// <exception cref="NukaException"><c>store/missing-tree</c>, <c>store/corrupt-tree</c>.</exception>
    public Tree? FindTree(Digest root, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        Tree? tree = ReadTree(root);
        foreach (string part in path.Length == 0 ? [] : path.Split('/'))
        {
            tree = tree?.Find(FileName.FromText(part)) is { Kind: TreeEntryKind.Directory } inner ? ReadTree(inner.Digest) : null;
        }

        return tree;
    }

    /// <summary>Finds what has a path below a tree; links are not followed.</summary>
    /// <param name="root">The tree's digest.</param>
    /// <param name="path">The path: names with <c>/</c> between them.</param>
    /// <returns><see langword="null"/> if there is nothing of that name.</returns>
    /// <exception cref="NukaException"><c>store/missing-tree</c>, <c>store/corrupt-tree</c>.</exception>
    public TreeEntry? FindEntry(Digest root, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        int end = Math.Max(0, path.LastIndexOf('/'));
        return FindTree(root, path[..end])?.Find(FileName.FromText(path[end..].TrimStart('/')));
    }

    /// <summary>How many bytes the files of trees have, each that is there several times counted once.</summary>
    /// <param name="trees">The trees.</param>
    /// <exception cref="NukaException"><c>store/missing-tree</c>, <c>store/corrupt-tree</c>.</exception>
    public long MeasureFiles(IEnumerable<Digest> trees)
    {
        HashSet<Digest> seen = [];
        HashSet<(Digest, bool)> files = [];
        Stack<Digest> waiting = new(trees);
        long bytes = 0;
        while (waiting.TryPop(out Digest digest))
        {
            foreach (TreeEntry entry in seen.Add(digest) ? ReadTree(digest).Entries : [])
            {
                if (entry.Kind == TreeEntryKind.Directory)
                {
                    waiting.Push(entry.Digest);
                }
                else if (entry.Kind == TreeEntryKind.File && files.Add((entry.Digest, entry.IsExecutable)))
                {
                    bytes += (long)entry.Size;
                }
            }
        }

        return bytes;
    }

    /// <summary>Whether the store has a tree, and so everything below it, or a blob.</summary>
    /// <param name="cid">Its name.</param>
    public bool Contains(Cid cid) => cid.Kind == ContentKind.Tree
        ? area.HasTree(cid.Digest)
        : area.Guard(() => area.TryGetStatus(new BlobName(cid.Digest, false)) ?? area.TryGetStatus(new BlobName(cid.Digest, true))) is not null;

    /// <summary>Opens a blob for reading from its beginning; the read that finds the end checks that it was the right one.</summary>
    /// <param name="digest">The blob's digest.</param>
    /// <exception cref="NukaException"><c>store/missing-blob</c>, and from the stream <c>store/corrupt-blob</c>.</exception>
    public Stream OpenBlob(Digest digest) =>
        new VerifyingStream(new FileStream(area.Guard(() => area.OpenBlob(digest)), FileAccess.Read, bufferSize: 0), digest);

    /// <summary>Reads a whole blob, checked.</summary>
    /// <param name="digest">The blob's digest.</param>
    /// <param name="limitBytes">How many bytes the caller is ready for.</param>
    /// <exception cref="NukaException"><c>store/missing-blob</c>, <c>store/corrupt-blob</c>, <c>store/blob-too-large</c>.</exception>
    public byte[] ReadBlob(Digest digest, int limitBytes)
    {
        using SafeFileHandle file = area.Guard(() => area.OpenBlob(digest));
        long length = RandomAccess.GetLength(file);
        if (length > limitBytes)
        {
            throw new Problem("store/blob-too-large", $"the blob {Cid.OfBlob(digest)} is larger than it may be here")
            {
                Reasons = [$"{length} bytes, where {limitBytes} are allowed"],
                Hints = ["look whether it is the file that was meant   try: nuka store cat CID | head -c 1000"],
            }.ToException();
        }

        byte[] content = new byte[length];
        int count = area.Guard(() => OpenFile.ReadFull((int)file.DangerousGetHandle(), content, "a blob"));
        return count == length && Blake3.Hash(content) == digest
            ? content
            : throw StoreProblems.CorruptBlob(digest, "its file holds other bytes: the disk or a program changed them");
    }

    /// <summary>
    /// Shows a tree as a directory of hard links, made when it is asked for the first time: modes 0444 and 0555, every time
    /// <see cref="StoreTime"/>. It stays until the tree is collected. One that is there is compared with what it was when it was last
    /// right: a file that changed since is read, and one with other bytes is not shown.
    /// </summary>
    /// <param name="tree">The tree's digest.</param>
    /// <param name="cancellation">Ends the work; nothing can be seen of it then.</param>
    /// <returns>The directory's absolute path.</returns>
    /// <exception cref="NukaException">
    /// <c>store/missing-tree</c>, <c>store/missing-blob</c>, <c>store/corrupt-blob</c>, <c>store/folded-names</c>, <c>store/not-writable</c>.
    /// </exception>
    public string View(Digest tree, CancellationToken cancellation = default) => area.Guard(() => views.Show(tree, cancellation), views.OwnPath);

    /// <summary>Shows several trees, as <see cref="View"/> does, several at once.</summary>
    /// <param name="trees">The trees' digests.</param>
    /// <param name="shown">Called after each, by any thread.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>The directories' absolute paths, in the same order.</returns>
    /// <exception cref="NukaException">As for <see cref="View"/>.</exception>
    public ImmutableArray<string> ViewAll(IReadOnlyList<Digest> trees, Action shown, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(trees);
        ArgumentNullException.ThrowIfNull(shown);
        using IDisposable together = views.Together();
        string[] paths = new string[trees.Count];
        WorkCrew<int> crew = new(
            (index, _) =>
            {
                paths[index] = View(trees[index], cancellation);
                shown();
            },
            cancellation);
        for (int index = 0; index < paths.Length; index++)
        {
            crew.Add(index);
        }

        crew.Run(Math.Min(area.Options.Threads, Math.Max(1, paths.Length)));
        return [.. paths];
    }

    /// <summary>Looks up what <see cref="PutFact"/> or <see cref="TreeWriter.RecordFact"/> recorded.</summary>
    /// <param name="table">The table's name.</param>
    /// <param name="key">The question.</param>
    /// <param name="value">The answer.</param>
    public bool TryGetFact(string table, ReadOnlySpan<byte> key, out byte[] value)
    {
        byte[]? found = area.Index.TryGetFact(table, key);
        value = found ?? [];
        return found is not null;
    }

    /// <summary>All that a table knows: the questions, and the trees that their answers speak of.</summary>
    /// <param name="table">The table's name.</param>
    public ImmutableArray<(byte[] Key, Digest? Tree)> Facts(string table) => [.. area.Index.Facts(table)];

    /// <summary>Records something that can be found out again. Facts may be lost with the power, and are when their tree is collected.</summary>
    /// <param name="table">The table's name.</param>
    /// <param name="key">The question, at most <see cref="StoreLimits.FactBytes"/>.</param>
    /// <param name="value">The answer, at most <see cref="StoreLimits.FactBytes"/>; it replaces an earlier one.</param>
    /// <param name="tree">The tree that the fact speaks of, if it speaks of one.</param>
    public void PutFact(string table, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, Digest? tree = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(table);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, StoreLimits.FactBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, StoreLimits.FactBytes);
        area.RequireWritable();
        area.Index.PutFact(new Fact(table, key.ToArray(), value.ToArray(), tree));
    }

    /// <summary>Forgets a fact.</summary>
    /// <param name="table">The table's name.</param>
    /// <param name="key">The question.</param>
    public void RemoveFact(string table, ReadOnlySpan<byte> key)
    {
        area.RequireWritable();
        area.Index.RemoveFact(table, key);
    }

    /// <summary>Keeps things under a name, in the place of what the name kept before; nothing: the root is removed.</summary>
    /// <param name="name">The root's name.</param>
    /// <param name="keeps">Trees and blobs that the store has.</param>
    /// <exception cref="NukaException"><c>store/missing-tree</c>, <c>store/missing-blob</c>.</exception>
    public void SetRoot(string name, IReadOnlyCollection<Cid> keeps)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(keeps);
        if (views.AreReaders)
        {
            area.Guard(
                () =>
                {
                    views.SetRoot(name, keeps);
                    return true;
                },
                views.OwnPath);
            return;
        }

        area.RequireWritable();
        RequireAll(keeps);
        area.Index.SetRoot(name, keeps);
    }

    /// <summary>All roots, in the order of their names.</summary>
    public ImmutableArray<StoreRoot> Roots() =>
        [.. area.Index.Roots().GroupBy(row => row.Name, row => row.Cid).Select(group => new StoreRoot(group.Key, [.. group]))];

    /// <summary>Keeps things as long as this process, or one that inherits the lease's descriptor, lives and holds it.</summary>
    /// <param name="keeps">
    /// Trees and blobs that the store has. In a store that can only be read everything is kept; where the caller has views of his own of somebody else's
    /// store, they are what is kept.
    /// </param>
    /// <exception cref="NukaException"><c>store/missing-tree</c>, <c>store/missing-blob</c>.</exception>
    public StoreLease TakeLease(IReadOnlyCollection<Cid> keeps)
    {
        ArgumentNullException.ThrowIfNull(keeps);
        RequireAll(keeps);
        return area.Guard(
            () => views.AreReaders ? views.TakeLease(keeps) : area.IsReadOnly ? Leases.TakeWhole(area) : Leases.Take(area, keeps),
            views.AreReaders ? views.OwnPath : null);
    }

    /// <summary>Closes the store; what was not committed is gone.</summary>
    public void Dispose()
    {
        views.Dispose();
        area.Dispose();
        use.Dispose();
    }

    private static string ReadBootId()
    {
        try
        {
            return Encoding.ASCII.GetString(File.ReadAllBytes("/proc/sys/kernel/random/boot_id")).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Guid.NewGuid().ToString(); // Unknown: every view is checked before it is used.
        }
    }

    private void RequireAll(IReadOnlyCollection<Cid> keeps)
    {
        foreach (Cid cid in keeps)
        {
            if (!Contains(cid))
            {
                throw cid.Kind == ContentKind.Tree ? StoreProblems.MissingTree(cid.Digest) : StoreProblems.MissingBlob(cid.Digest);
            }
        }
    }
}

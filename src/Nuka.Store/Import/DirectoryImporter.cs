using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Platform.Progress;
using Nuka.Store.Blobs;
using Nuka.Store.Index;

namespace Nuka.Store.Import;

/// <summary>One import of a directory: a few threads walk it, each directory opened from its parent, no link followed.</summary>
internal sealed class DirectoryImporter : IDisposable
{
    private const int OwnItemBytes = 1 << 19;
    private const int NameChunkBytes = 1 << 16;

    private readonly StoreArea store;
    private readonly PendingBlobs blobs;
    private readonly ConcurrentQueue<StoredTree> trees = new();
    private readonly ConcurrentDictionary<(ulong Device, ulong Inode, bool Executable), Digest> linked = new();
    private readonly StatCache? cache;
    private readonly bool cacheIsWhole;
    private readonly bool onlyNames;
    private readonly ImportFilter? filter;
    private readonly string path;
    private readonly ulong storeInode;
    private readonly ulong storeDevice;
    private readonly IProgressTask progress;
    private int entryCount;
    private int filesRead;
    private bool sawRacy;

    internal DirectoryImporter(StoreArea store, string path, ImportOptions options)
    {
        if (!options.DryRun)
        {
            store.RequireWritable();
        }

        this.store = store;
        onlyNames = options.DryRun;
        filter = options.Filter;
        this.path = path;
        blobs = new PendingBlobs(store);
        cache = options.UseStatCache ? StatCache.TryRead(store, path) : null;
        cacheIsWhole = cache is not null && cache.Collections == store.Index.Collections;
        FileStatus status = store.Root.GetStatus(default);
        (storeInode, storeDevice) = (status.Inode, status.Device);
        progress = store.Options.Progress.Begin($"adding {path}");
    }

    /// <summary>How many files were read; the others were known.</summary>
    internal int FilesRead => filesRead;

    internal Digest Run(CancellationToken cancellation)
    {
        long stamp = Now();
        ImportNode top = new(null, 0, default, cache?.Top);
        WorkCrew<(ImportNode Node, int Index)> crew = new(Work, cancellation);
        crew.Add((top, -1));
        crew.Run(store.Options.Threads);
        cancellation.ThrowIfCancellationRequested();
        if (onlyNames)
        {
            return top.Digest;
        }

        if (!trees.IsEmpty)
        {
            StoreCommit.Run(store, [blobs], trees, []);
        }

        if (top.Changed || sawRacy || !cacheIsWhole)
        {
            StatCache.Write(store, path, stamp, top);
        }

        return top.Digest;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        blobs.Dispose();
        progress.Dispose();
    }

    private long Now() => (store.Options.TimeProvider.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    private void Work((ImportNode Node, int Index) item, WorkCrew<(ImportNode Node, int Index)> crew)
    {
        ImportNode node = item.Node;
        if (item.Index < 0)
        {
            Open(node);
            Walk(node, crew);
        }
        else
        {
            node.Entries[item.Index] = Read(node, item.Index);
        }

        node.Release();
        for (ImportNode? done = node; done is not null && done.Finish(); done = done.Parent)
        {
            Complete(done);
        }
    }

    private void Open(ImportNode node)
    {
        try
        {
            node.Handle = node.Parent is null ? DirectoryHandle.Open(path) : node.Parent.Handle!.OpenDirectory(node.Name.Bytes);
            FileStatus status = node.Handle.GetStatus(default);
            node.Device = status.Device;
            if (status.Inode == storeInode && status.Device == storeDevice)
            {
                throw new Problem("store/contains-store", $"{path} contains the store itself")
                {
                    Reasons = [$"the store is {store.Path}"],
                    Hints = ["add a directory that the store is not in, or keep the store elsewhere   try: nuka --state DIR store add DIR"],
                }.ToException();
            }
        }
        catch (FileError error)
        {
            throw Unreadable(node, default, error);
        }
        finally
        {
            node.Parent?.Release();
        }
    }

    private void Walk(ImportNode node, WorkCrew<(ImportNode Node, int Index)> crew)
    {
        List<DirectoryItem> items = List(node);
        node.Entries = new TreeEntry[items.Count];
        node.Statuses = new FileStatus[items.Count];
        CachedDirectory? cached = node.Cached is not null && node.Cached.Device == node.Device ? node.Cached : null;
        node.Changed = cached is null || cached.Entries.Length != items.Count;
        int from = 0;
        for (int index = 0; index < items.Count; index++)
        {
            DirectoryItem item = items[index];
            FileStatus status = item.KindKnown && item.Kind != FileKind.File ? new FileStatus { Kind = item.Kind } : GetStatus(node, item.Name);
            int known = cached?.Find(item.Name.Bytes, ref from) ?? -1;
            switch (status.Kind)
            {
                case FileKind.File:
                    node.Statuses[index] = status;
                    Take(node, index, item.Name, known >= 0 ? cached!.Entries[known] : null, crew);
                    break;
                case FileKind.Directory:
                    Descend(node, index, item.Name, known >= 0 ? cached!.Entries[known].Directory : CachedEntry.File, crew);
                    break;
                case FileKind.Symlink:
                    TakeLink(node, index, item.Name, known >= 0 ? cached!.Entries[known] : null);
                    break;
                default:
                    throw Special(node, item.Name);
            }
        }

        progress.Advance(items.Count);
    }

    private void TakeLink(ImportNode node, int index, FileName name, CachedEntry? known)
    {
        byte[] target = ReadLink(node, name);
        node.Entries[index] = TreeEntry.Symlink(name, target);
        node.Changed |= known is not { Directory: CachedEntry.Link } entry || entry.Digest != Blake3.Hash(target);
    }

    private void Descend(ImportNode node, int index, FileName name, int known, WorkCrew<(ImportNode Node, int Index)> crew)
    {
        ImportNode child = new(node, index, name, known >= 0 ? cache![known] : null);
        node.Changed |= known < 0;
        if (child.Depth > TreeLimits.Depth)
        {
            throw new Problem("store/bad-path", $"'{path}' is more than {TreeLimits.Depth} directories deep")
            {
                Hints = ["add a directory further down by itself   try: nuka store add DIR"],
            }.ToException();
        }

        node.Children.Add(child);
        node.Expect();
        crew.Add((child, -1));
    }

    // A file as it was is taken over; a small one is read at once, a large one is an item of its own.
    private void Take(ImportNode node, int index, FileName name, CachedEntry? known, WorkCrew<(ImportNode Node, int Index)> crew)
    {
        ref readonly FileStatus status = ref node.Statuses[index];
        bool same = known is CachedEntry entry && entry.Matches(status);
        if (same && cache!.IsSettled(known!.Value))
        {
            bool executable = known.Value.Executable;
            if (cacheIsWhole || store.Has(new BlobName(known.Value.Digest, executable), status.SizeBytes))
            {
                node.Entries[index] = TreeEntry.File(name, known.Value.Digest, (ulong)status.SizeBytes, executable);
                return;
            }
        }

        if (same)
        {
            sawRacy = true; // only ever set, by several threads
        }

        node.Entries[index] = TreeEntry.File(name, default, (ulong)status.SizeBytes, executable: false);
        if (status.SizeBytes > OwnItemBytes)
        {
            node.Changed = true;
            node.Expect();
            crew.Add((node, index));
        }
        else
        {
            node.Entries[index] = Read(node, index);
            node.Changed |= !same || node.Entries[index].Digest != known!.Value.Digest;
        }
    }

    private TreeEntry Read(ImportNode node, int index)
    {
        FileName name = node.Entries[index].Name;
        FileStatus status = node.Statuses[index];
        bool executable = CachedEntry.IsExecutable(status);
        (ulong, ulong, bool) key = (status.Device, status.Inode, executable);
        if (status.Links > 1 && linked.TryGetValue(key, out Digest digest))
        {
            return TreeEntry.File(name, digest, (ulong)status.SizeBytes, executable);
        }

        Interlocked.Increment(ref filesRead);
        SafeFileHandle file;
        try
        {
            file = node.Handle!.OpenFile(name.Bytes);
        }
        catch (FileError error)
        {
            throw Unreadable(node, name, error);
        }

        using FileContent content = new(file, () => Display(node, name));
        try
        {
            digest = onlyNames ? NameOf(content) : blobs.Add(content, executable, status.SizeBytes);
        }
        catch (NukaException error) when (error.Problem.Code == "store/wrong-size")
        {
            throw Changed(node, name, error.Problem.Message, error);
        }

        if (status.Links > 1)
        {
            linked[key] = digest;
        }

        return TreeEntry.File(name, digest, (ulong)status.SizeBytes, executable);
    }

    private static Digest NameOf(Stream content)
    {
        Blake3Hasher hasher = Blake3Hasher.CreateHash();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(NameChunkBytes);
        try
        {
            int count;
            while ((count = content.Read(buffer.AsSpan(0, NameChunkBytes))) > 0)
            {
                hasher.Append(buffer.AsSpan(0, count));
            }

            return hasher.Finish();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Complete(ImportNode node)
    {
        foreach (ImportNode child in node.Children)
        {
            node.Entries[child.IndexInParent] = TreeEntry.Directory(child.Name, child.Digest, child.Size);
            node.Changed |= child.Changed;
        }

        if (!node.Changed && cacheIsWhole)
        {
            node.Digest = node.Cached!.Tree;
            node.Size = node.Cached.Size;
            return;
        }

        Tree tree = Tree.Create(node.Entries);
        node.Changed |= node.Cached is null || tree.Digest != node.Cached.Tree;
        node.Digest = tree.Digest;
        node.Size = tree.Size;
        trees.Enqueue(new StoredTree(tree.Digest, tree.Encode()));
        if (Interlocked.Add(ref entryCount, node.Entries.Length) > StoreLimits.EntriesPerImport)
        {
            throw new Problem("store/too-many-entries", $"a tree of more than {StoreLimits.EntriesPerImport} entries is not taken")
            {
                Hints = ["add its parts by themselves   try: nuka store add DIR"],
            }.ToException();
        }
    }

    private List<DirectoryItem> List(ImportNode node)
    {
        try
        {
            List<DirectoryItem> items = node.Handle!.List();
            if (filter is not null)
            {
                items.RemoveAll(item => !filter(node.PathOf(item.Name)));
            }

            CollectionsMarshal.AsSpan(items).Sort(static (left, right) => left.Name.CompareTo(right.Name));
            return items;
        }
        catch (FileError error)
        {
            throw Unreadable(node, default, error);
        }
    }

    private FileStatus GetStatus(ImportNode node, FileName name)
    {
        try
        {
            return node.Handle!.GetStatus(name.Bytes);
        }
        catch (FileError error)
        {
            throw Unreadable(node, name, error);
        }
    }

    private byte[] ReadLink(ImportNode node, FileName name)
    {
        try
        {
            return node.Handle!.ReadSymlink(name.Bytes);
        }
        catch (FileError error)
        {
            throw Unreadable(node, name, error);
        }
    }

    private string Display(ImportNode node, FileName name) =>
        (node.Parent is null ? path : $"{path}/{node}") + (name.Bytes.IsEmpty ? "" : $"/{name}");

    private NukaException Unreadable(ImportNode node, FileName name, FileError error) => error.Number switch
    {
        ErrorNumbers.NotFound or ErrorNumbers.Loop when node.Parent is not null || !name.Bytes.IsEmpty => Changed(node, name, error.Message, error),
        ErrorNumbers.NotDirectory when node.Parent is null => new Problem("store/not-a-directory", $"'{path}' is not a directory")
        {
            Hints = ["a store takes directories: name the one that it is in"],
        }.ToException(error),
        _ => new Problem("store/unreadable", $"'{Display(node, name)}' cannot be read")
        {
            Reasons = [error.Message],
            Hints = ["make it readable for you, or add a directory without it"],
        }.ToException(error),
    };

    private NukaException Changed(ImportNode node, FileName name, string reason, Exception inner) =>
        new Problem("store/changed-while-read", $"'{Display(node, name)}' changed while it was added")
        {
            Reasons = [reason],
            Hints = ["let the program that writes there end, then try again"],
        }.ToException(inner);

    private NukaException Special(ImportNode node, FileName name) =>
        new Problem("store/special-file", $"'{Display(node, name)}' is a device, a socket or a pipe")
        {
            Reasons = ["a tree holds files, directories and symbolic links"],
            Hints = ["remove it, or add the directories beside it one by one"],
        }.ToException();
}

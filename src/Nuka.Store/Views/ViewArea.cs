using System.Text;
using Nuka.Content.Hashing;
using Nuka.Platform.Files;
using Nuka.Store.Blobs;

namespace Nuka.Store.Views;

/// <summary>
/// The views of trees: <c>views/DIGEST/tree</c> is the directory, <c>views/DIGEST/boot</c> a link that says under which boot of the
/// machine the view was made or checked. No sync is spent on a view: after the power was lost it is checked once, name by name.
/// </summary>
internal sealed class ViewArea : IDisposable
{
    private readonly Lock gate = new();
    private readonly Lock confirming = new();
    private readonly StoreArea store;
    private readonly bool own;
    private readonly byte[] boot;
    private readonly string path;
    private DirectoryHandle? directory;
    private StagingArea? staging;

    internal ViewArea(StoreArea store, string bootId)
    {
        this.store = store;
        boot = Encoding.UTF8.GetBytes(bootId);
        own = store.Options.ViewsDirectory is not null;
        path = store.Options.ViewsDirectory ?? Path.Combine(store.Path, "views");
    }

    /// <summary>The view of a tree, made or checked as needed.</summary>
    /// <returns>Its absolute path.</returns>
    internal string Show(Digest tree, CancellationToken cancellation)
    {
        byte[] name = Encoding.ASCII.GetBytes(tree.ToString());
        DirectoryHandle views = OpenViews();
        if (!IsCurrent(views, name))
        {
            ObtainWritable();
            if (!TryConfirmAlone(views, name, tree, cancellation))
            {
                Make(views, name, tree, cancellation);
            }
        }

        return Path.Combine(path, tree.ToString(), "tree");
    }

    /// <summary>Removes views whose trees are gone, and what is no view.</summary>
    /// <param name="isWanted">Whether a tree stays.</param>
    /// <param name="dryRun">Whether only to count.</param>
    /// <returns>How many were removed.</returns>
    internal int Sweep(Func<Digest, bool> isWanted, bool dryRun)
    {
        int removed = 0;
        DirectoryHandle views = OpenViews();
        foreach (DirectoryItem item in views.List())
        {
            bool wanted = Digest.TryParse(item.Name.ToString(), out Digest tree) && isWanted(tree);
            if (!wanted && !item.Name.Bytes.SequenceEqual("tmp"u8))
            {
                removed++;
                if (!dryRun)
                {
                    store.Step("unview");
                    Discard(views, item.Name.Bytes);
                }
            }
        }

        return removed;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (own)
        {
            staging?.Dispose();
        }

        directory?.Dispose();
    }

    private DirectoryHandle OpenViews()
    {
        lock (gate)
        {
            if (own && directory is null)
            {
                Directory.CreateDirectory(Path.Combine(path, "tmp"));
            }

            return directory ??= DirectoryHandle.Open(path);
        }
    }

    private StagingArea Staging()
    {
        lock (gate)
        {
            if (own && staging is null)
            {
                StagingArea.RemoveDead(OpenViews());
            }

            return staging ??= own ? StagingArea.Create(OpenViews()) : store.Staging;
        }
    }

    private void ObtainWritable()
    {
        if (!own)
        {
            store.RequireWritable();
        }
    }

    private bool IsCurrent(DirectoryHandle views, ReadOnlySpan<byte> name)
    {
        Span<byte> marker = stackalloc byte[name.Length + 5];
        name.CopyTo(marker);
        "/boot"u8.CopyTo(marker[name.Length..]);
        try
        {
            return views.ReadSymlink(marker).AsSpan().SequenceEqual(boot);
        }
        catch (FileError error) when (error.Number is ErrorNumbers.NotFound or ErrorNumbers.Invalid or ErrorNumbers.NotDirectory)
        {
            return false;
        }
    }

    // One at a time, here and in other processes: who finds a view wrong must not throw away the one that another has just made anew.
    private bool TryConfirmAlone(DirectoryHandle views, byte[] name, Digest tree, CancellationToken cancellation)
    {
        if (views.TryGetStatus(name) is null)
        {
            return false;
        }

        lock (confirming)
        {
            using FileLock alone = FileLock.Acquire(views.OpenFile("."u8), FileLockMode.Exclusive);
            return IsCurrent(views, name) || TryConfirm(views, name, tree, cancellation);
        }
    }

    // A view of an earlier boot: right in every name, it counts again; otherwise it is thrown away.
    private bool TryConfirm(DirectoryHandle views, ReadOnlySpan<byte> name, Digest tree, CancellationToken cancellation)
    {
        if (views.TryGetStatus(name) is null)
        {
            return false;
        }

        using (DirectoryHandle view = views.OpenDirectory(name))
        {
            if (view.TryGetStatus("boot"u8) is not null && new ViewCheck(store, view, cancellation).IsRight(tree))
            {
                byte[] marker = Staging().NextName();
                Staging().Directory.CreateSymlink(boot, marker);
                Staging().Directory.Rename(marker, view, "boot"u8);
                return true;
            }
        }

        Discard(views, name);
        return false;
    }

    private void Make(DirectoryHandle views, ReadOnlySpan<byte> name, Digest tree, CancellationToken cancellation)
    {
        StagingArea aside = Staging();
        byte[] staged = aside.NextName();
        aside.Directory.CreateDirectory(staged);
        try
        {
            using (DirectoryHandle view = aside.Directory.OpenDirectory(staged))
            {
                ViewBuilder builder = new(store, view, cancellation);
                builder.Build(tree);
                if (builder.HasCopies)
                {
                    store.Step("view-sync");
                    view.SyncFileSystem();
                }

                store.Step("view-boot");
                view.CreateSymlink(boot, "boot"u8);
            }

            store.Step("view-show");
            if (aside.Directory.RenameNew(staged, views, name))
            {
                return;
            }
        }
        catch
        {
            aside.Directory.RemoveTree(staged);
            throw;
        }

        aside.Directory.RemoveTree(staged); // Another process was first.
    }

    private void Discard(DirectoryHandle views, ReadOnlySpan<byte> name)
    {
        byte[] staged = Staging().NextName();
        views.Rename(name, Staging().Directory, staged);
        Staging().Directory.RemoveTree(staged);
    }
}

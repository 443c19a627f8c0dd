using System.Text;
using Nuka.Content.Hashing;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Store.Blobs;
using Nuka.Store.Errors;

namespace Nuka.Store.Views;

/// <summary>
/// The views of trees: <c>views/DIGEST/tree</c> is the directory, <c>views/DIGEST/boot</c> a link that says under which boot of the
/// machine the view was made or checked, <c>views/DIGEST/seal</c> what its files looked like then (<see cref="ViewSeal"/>),
/// <c>views/aside-NAME</c> a view that was found wrong. No sync is
/// spent on a view: after the power was lost it is checked once, name by name. A reader of somebody else's store has a directory of his own for them,
/// with a lock, leases and roots (<see cref="ViewRoots"/>) as the store has for its owner.
/// </summary>
internal sealed partial class ViewArea : IDisposable
{
    // What a directory of the reader's own has besides views.
    private static readonly string[] OwnNames = ["tmp", "leases", ViewRoots.DirectoryName, "use.lock", .. ConfirmedFiles.FileNames];

    private static ReadOnlySpan<byte> AsidePrefix => "aside-"u8;

    private readonly Lock gate = new();
    private readonly Lock confirming = new();
    private readonly StoreArea store;
    private readonly bool own;
    private readonly byte[] boot;
    private readonly string path;
    private readonly ConfirmedFiles confirmed;
    private DirectoryHandle? directory;
    private StagingArea? staging;
    private StoreUse? use;

    internal ViewArea(StoreArea store, string bootId)
    {
        this.store = store;
        boot = Encoding.UTF8.GetBytes(bootId);
        own = store.Options.ViewsDirectory is not null;
        path = store.Options.ViewsDirectory ?? Path.Combine(store.Path, "views");
        confirmed = !store.IsReadOnly ? new ConfirmedFiles(store, () => store.Root, () => store.Staging)
            : own ? new ConfirmedFiles(store, OpenViews, Staging) : new ConfirmedFiles(store, () => store.Root, null);
    }

    /// <summary>The view of a tree, made or checked as needed.</summary>
    /// <returns>Its absolute path.</returns>
    internal string Show(Digest tree, CancellationToken cancellation)
    {
        byte[] name = Encoding.ASCII.GetBytes(tree.ToString());
        DirectoryHandle views = OpenViews();
        if (!IsCurrent(views, name) || FindSuspects(views, name, null) is not { Count: 0 })
        {
            using IDisposable session = confirmed.Enter();
            if (!TryConfirmAlone(views, name, tree, cancellation))
            {
                Make(views, name, tree, cancellation);
            }
        }

        return Path.Combine(path, tree.ToString(), "tree");
    }

    /// <summary>For who shows several one after another, or at once: what is known of the store's files is read and written once.</summary>
    internal IDisposable Together() => confirmed.Linger();

    /// <summary>Forgets what is known of files that the store has no more.</summary>
    internal void Prune() => confirmed.Prune();

    /// <summary>Takes the views of these trees from their places.</summary>
    internal void SetAside(IEnumerable<Digest> trees)
    {
        DirectoryHandle views = OpenViews();
        foreach (byte[] name in trees.Select(tree => Encoding.ASCII.GetBytes(tree.ToString())).Where(name => views.TryGetStatus(name) is not null))
        {
            SetAside(views, name);
        }
    }

    /// <summary>Looks at every view of a tree that the store has, and changes nothing.</summary>
    /// <returns>The trees whose views show something else, each with the first path that is wrong.</returns>
    internal IEnumerable<(Digest Tree, string Path)> FindWrong(CancellationToken cancellation)
    {
        if (!Directory.Exists(path))
        {
            yield break;
        }

        DirectoryHandle views = OpenViews();
        foreach (DirectoryItem item in views.List().OrderBy(item => item.Name.ToString(), StringComparer.Ordinal))
        {
            if (Digest.TryParse(item.Name.ToString(), out Digest tree) && store.HasTree(tree) && FindWrong(views, item.Name.Bytes.ToArray(), tree, cancellation) is { } wrong)
            {
                yield return (tree, $"views/{tree}/{wrong}");
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (own)
        {
            staging?.Dispose();
        }

        use?.Dispose();
        directory?.Dispose();
    }

    private DirectoryHandle OpenViews()
    {
        lock (gate)
        {
            if (own && directory is null)
            {
                MakeOwn();
            }

            return directory ??= OpenOrMakeViews();
        }
    }

    // Views can be made again: who removed the directory by hand to gain space has lost nothing.
    private DirectoryHandle OpenOrMakeViews()
    {
        try
        {
            return DirectoryHandle.Open(path);
        }
        catch (FileError error) when (!own && error.Number == ErrorNumbers.NotFound)
        {
            store.RequireWritable();
            store.Root.CreateDirectory("views"u8);
            return DirectoryHandle.Open(path);
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

    private bool IsWritable => own || !store.IsReadOnly;

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

    // What of the view is not as its seal says; nothing at all where there is no seal.
    private static HashSet<string>? FindSuspects(DirectoryHandle views, ReadOnlySpan<byte> name, ConfirmedFiles? confirmed)
    {
        try
        {
            using DirectoryHandle view = views.OpenDirectory(name);
            return ViewSeal.TryRead(view)?.FindChanged(view, confirmed);
        }
        catch (FileError)
        {
            return null;
        }
    }

    // One at a time, here and, as the caller has the confirmed files to itself, in other processes: who finds a view wrong must not throw away the one that another has just made anew.
    private bool TryConfirmAlone(DirectoryHandle views, byte[] name, Digest tree, CancellationToken cancellation)
    {
        if (views.TryGetStatus(name) is null)
        {
            if (!IsWritable)
            {
                store.RequireWritable();
            }

            return false;
        }

        lock (confirming)
        {
            HashSet<string>? suspects = FindSuspects(views, name, confirmed);
            return (suspects is { Count: 0 } && IsCurrent(views, name)) || TryConfirm(views, name, tree, suspects, cancellation);
        }
    }

    private string? FindWrong(DirectoryHandle views, byte[] name, Digest tree, CancellationToken cancellation)
    {
        try
        {
            using DirectoryHandle view = views.OpenDirectory(name);
            return new ViewVerification(store, view, cancellation).FindWrong(tree);
        }
        catch (FileError)
        {
            return "tree";
        }
        catch (NukaException error) when (error.Problem.Code == "store/corrupt-tree")
        {
            return null; // that is a finding of its own, and takes its views along
        }
    }

    // A view of an earlier boot, or with files that changed: right in every name, it counts again; otherwise it is set aside.
    private bool TryConfirm(DirectoryHandle views, ReadOnlySpan<byte> name, Digest tree, HashSet<string>? suspects, CancellationToken cancellation)
    {
        if (views.TryGetStatus(name) is null)
        {
            return false;
        }

        using (DirectoryHandle view = views.OpenDirectory(name))
        {
            ViewCheck check = new(store, view, suspects, confirmed, cancellation);
            if (view.TryGetStatus("boot"u8) is not null && check.IsRight(tree))
            {
                if (IsWritable)
                {
                    Staging().Directory.Rename(check.Seal().WriteTo(Staging()), view, "seal"u8);
                    byte[] marker = Staging().NextName();
                    Staging().Directory.CreateSymlink(boot, marker);
                    Staging().Directory.Rename(marker, view, "boot"u8);
                }

                return true;
            }

            ThrowIfBlobsAreDamaged(check);
        }

        if (!IsWritable)
        {
            store.RequireWritable();
        }

        SetAside(views, name);
        return false;
    }

    // A view with a wrong file can be made again; but not from a blob that is wrong itself.
    private void ThrowIfBlobsAreDamaged(ViewCheck check)
    {
        Span<byte> path = stackalloc byte[BlobName.PathLimit];
        foreach ((BlobName blob, string place) in check.Damaged)
        {
            if (BlobContent.TryHash(store.Root, blob.WritePath(path)) != blob.Digest)
            {
                string inside = place[(place.IndexOf('/', StringComparison.Ordinal) + 1)..];
                throw StoreProblems.CorruptBlob(blob.Digest, $"its file, shown as {inside}, holds other bytes: the disk or a program changed them");
            }
        }
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
                ViewBuilder builder = new(store, view, cancellation) { Confirmed = confirmed };
                builder.Build(tree);
                if (builder.HasCopies)
                {
                    store.Step("view-sync");
                    view.SyncFileSystem();
                }

                SealNew(view, tree, cancellation);

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
            confirmed.Remove(aside.Directory, staged);
            throw;
        }

        confirmed.Remove(aside.Directory, staged); // Another process was first.
    }

    private void SealNew(DirectoryHandle view, Digest tree, CancellationToken cancellation)
    {
        ViewCheck check = new(store, view, null, confirmed, cancellation);
        if (!check.IsRight(tree))
        {
            ThrowIfBlobsAreDamaged(check);
            throw new FileError("compare", "a new view", ErrorNumbers.InputOutput);
        }

        Staging().Directory.Rename(check.Seal().WriteTo(Staging()), view, "seal"u8);
    }

    // A program may run in it, and have it as its root: it goes from its place at once, and from the disk when nobody holds a lease.
    private void SetAside(DirectoryHandle views, ReadOnlySpan<byte> name)
    {
        store.Step("view-aside");
        RenameAside(views, name);
    }

    private static byte[] RenameAside(DirectoryHandle views, ReadOnlySpan<byte> name)
    {
        byte[] aside = [.. AsidePrefix, .. Encoding.ASCII.GetBytes(Guid.NewGuid().ToString("N"))];
        views.Rename(name, views, aside);
        return aside;
    }
}

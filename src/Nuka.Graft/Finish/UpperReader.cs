using System.Globalization;
using System.Text;
using Nuka.Content.Trees;
using Nuka.Platform.Files;
using Nuka.Store;

namespace Nuka.Graft.Finish;

/// <summary>
/// Takes what programs changed into the layer: new and changed files, links and directories of an overlay's upper directory. What
/// tells one machine from another, or one run from another, is left behind. No link is followed.
/// </summary>
/// <param name="root">What the programs saw: what is as it is there was not changed.</param>
/// <param name="layer">Where changes are noted.</param>
/// <param name="writer">What takes the bytes of files.</param>
/// <param name="cancellation">Stops between entries.</param>
internal sealed class UpperReader(JoinedRoot root, LayerBuilder layer, TreeWriter writer, CancellationToken cancellation)
{
    /// <summary>Part of the layer's identity: raised whenever something else is left behind.</summary>
    internal const string Identity = "upper/2";

    /// <summary>Directories whose content is left behind: mounted over, logs, keys, state of package managers, caches that hold
    /// times, and where the sandbox itself mounts something.</summary>
    private static readonly string[] LeftDirectories =
    [
        "dev", "home", "proc", "root", "run", "sys", "tmp", "var/backups", "var/cache/apt", "var/cache/debconf", "var/cache/ldconfig", "var/cache/man",
        "var/lib/dpkg", "var/lib/systemd", "var/lib/ucf", "var/log", "var/tmp", "etc/ssl/private", "etc/udev/hwdb.bin",
        "usr/share/debconf",
    ];

    /// <summary>Files that are left behind: identities of machines, keys, locks and backups of the account files.</summary>
    private static readonly string[] LeftFiles =
    [
        "etc/machine-id", "var/lib/dbus/machine-id", "etc/.pwd.lock", "etc/passwd-", "etc/group-", "etc/shadow", "etc/shadow-", "etc/gshadow", "etc/gshadow-",
        "etc/subuid", "etc/subuid-", "etc/subgid", "etc/subgid-", "etc/hostname", "etc/resolv.conf", "etc/hosts", "etc/adjtime", "etc/localtime", "etc/timezone",
        "etc/ssl/certs/ssl-cert-snakeoil.pem",
    ];

    private int entryCount;
    private long totalBytes;

    /// <summary>Where imported files stand in the writer until the layer is written.</summary>
    internal static byte[] ImportPath => ".nuka-import"u8.ToArray();

    /// <summary>Reads the upper directory.</summary>
    internal void Read(string directory)
    {
        using DirectoryHandle upper = DirectoryHandle.Open(directory);
        Read(upper, "");
    }

    /// <summary>Whether a path is left behind.</summary>
    internal static bool IsLeft(string path) =>
        Array.Exists(LeftDirectories, left => PathNames.IsAtOrBelow(path, left))
        || Array.IndexOf(LeftFiles, path) >= 0
        || path.StartsWith("etc/ssh/ssh_host_", StringComparison.Ordinal);

    private void Read(DirectoryHandle directory, string prefix)
    {
        foreach (DirectoryItem item in directory.List().OrderBy(item => item.Name))
        {
            cancellation.ThrowIfCancellationRequested();
            string path = prefix + Encoding.Latin1.GetString(item.Name.Bytes);
            if (IsLeft(path))
            {
                continue;
            }

            if (++entryCount > FinishLimits.EntryCount)
            {
                throw FinishProblem.Limit(nameof(FinishLimits.EntryCount), FinishLimits.EntryCount);
            }

            Take(directory, item.Name, path, directory.GetStatus(item.Name.Bytes));
        }
    }

    private void Take(DirectoryHandle directory, FileName name, string path, FileStatus status)
    {
        switch (status.Kind)
        {
            case FileKind.Directory:
                if (!root.Has(path))
                {
                    layer.AddDirectory(path);
                }

                OpenReadable(directory, name, status);
                using (DirectoryHandle inner = directory.OpenDirectory(name.Bytes))
                {
                    Read(inner, path + "/");
                }

                break;
            case FileKind.File:
                TakeFile(directory, name, path, status);
                break;
            case FileKind.Symlink:
                TakeSymlink(path, directory.ReadSymlink(name.Bytes));
                break;
            default:
                // A device without numbers says that the path was removed: what the layer itself put there goes; a layer cannot take
                // away what a package holds.
                layer.Remove(path);
                break;
        }
    }

    private void TakeFile(DirectoryHandle directory, FileName name, string path, FileStatus status)
    {
        totalBytes += status.SizeBytes;
        if (totalBytes > FinishLimits.TotalBytes)
        {
            throw FinishProblem.Limit(nameof(FinishLimits.TotalBytes), FinishLimits.TotalBytes);
        }

        OpenReadable(directory, name, status);
        bool executable = (status.Mode & 0x49) != 0;
        byte[] place = [.. ImportPath, .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"/{entryCount}"))];
        using (FileStream content = new(directory.OpenFile(name.Bytes), FileAccess.Read, bufferSize: 0))
        {
            writer.AddFile(place, executable, content, status.SizeBytes);
        }

        _ = writer.TryGetEntry(place, out TreeEntry imported);
        TreeEntry entry = TreeEntry.File(name, imported.Digest, imported.Size, executable);
        bool unchanged = root.TryGet(path) is { Kind: TreeEntryKind.File } there && there.Digest == entry.Digest && there.IsExecutable == executable;
        if (!unchanged)
        {
            layer.AddStored(path, entry);
        }
    }

    private void TakeSymlink(string path, byte[] target)
    {
        bool unchanged = root.TryGet(path) is { Kind: TreeEntryKind.Symlink } there && there.Target.Span.SequenceEqual(target);
        if (!unchanged && target.Length > 0)
        {
            layer.AddSymlink(path, Encoding.Latin1.GetString(target));
        }
    }

    // A script may have closed its files even against their owner.
    private static void OpenReadable(DirectoryHandle directory, FileName name, FileStatus status)
    {
        uint wanted = status.Kind == FileKind.Directory ? 0x140u : 0x100u;
        if ((status.Mode & wanted) != wanted)
        {
            directory.SetMode(name.Bytes, (status.Mode & 0x1FF) | wanted);
        }
    }
}

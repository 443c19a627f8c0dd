using Microsoft.Win32.SafeHandles;
using Nuka.Platform.Files;

namespace Nuka.Build.Outputs.Normal;

/// <summary>The rules for one output, applied to one entry after another.</summary>
internal sealed class NormalisedOutput(BuildOutput output, List<OutputNotice> notices, OutputFindings findings)
{
    internal const uint DirectoryMode = 0x1ED; // 0755

    private const uint OwnerReadsAndWrites = 0x180; // 0600
    private const uint SetIdBits = 0xC00; // 06000
    private const uint PermissionBits = 0x1FF; // 0777

    internal void Visit(OutputEntry entry)
    {
        if (!IsInPlace(entry))
        {
            findings.Outside.Add($"{output.Name}: /{entry.Shown}");
        }

        switch (entry.Status.Kind)
        {
            case FileKind.Directory:
                entry.Parent.SetMode(entry.Name.Bytes, DirectoryMode);
                break;
            case FileKind.File:
                SetMode(entry);
                VisitFile(entry);
                break;
            case FileKind.Symlink when LibtoolFile.IsLink(entry):
                Remove(entry, "was removed: it leads to a libtool file");
                break;
            case FileKind.Other:
                findings.OddFiles.Add($"{output.Name}: /{entry.Shown} is a device, a pipe or a socket");
                break;
        }
    }

    /// <summary>Each root has its own list of manuals, so that an output's directory for them may have become empty.</summary>
    internal void Finish()
    {
        string share = Path.Combine(output.Directory, "usr/share");
        if (!Directory.Exists(share))
        {
            return;
        }

        using DirectoryHandle parent = DirectoryHandle.Open(share);
        if (parent.TryGetStatus("info"u8) is { Kind: FileKind.Directory } && IsEmpty(parent))
        {
            parent.RemoveDirectory("info"u8);
            Note("usr/share/info", "was removed: it is empty", isOrdinary: true);
        }
    }

    private static bool IsEmpty(DirectoryHandle parent)
    {
        using DirectoryHandle info = parent.OpenDirectory("info"u8);
        return info.List().Count == 0;
    }

    private static bool IsInPlace(OutputEntry entry)
    {
        bool isTop = !entry.Path.Contains((byte)'/');
        return isTop
            ? entry.Status.Kind == FileKind.Directory && entry.Name.ToString() is "usr" or "etc" or "var"
            : !entry.Path.AsSpan().SequenceEqual("usr/local"u8);
    }

    private void SetMode(OutputEntry entry)
    {
        uint mode = (entry.Status.Mode | OwnerReadsAndWrites) & PermissionBits;
        if ((entry.Status.Mode & (PermissionBits | SetIdBits)) != mode)
        {
            entry.Parent.SetMode(entry.Name.Bytes, mode);
        }

        if ((entry.Status.Mode & SetIdBits) != 0)
        {
            Note(entry.Shown, "lost its right to run as its owner or group: no tree keeps it", isOrdinary: false);
        }
    }

    private void VisitFile(OutputEntry entry)
    {
        ReadOnlySpan<byte> path = entry.Path;
        if (path.SequenceEqual("usr/share/info/dir"u8))
        {
            Remove(entry, "was removed: the list of manuals belongs to a root, not to a package");
        }
        else if (path.EndsWith(".la"u8) && LibtoolFile.Is(entry))
        {
            Remove(entry, "was removed: a libtool file, which names directories of the build");
        }
        else if (path.EndsWith(".a"u8))
        {
            VisitArchive(entry);
        }
        else if (path.EndsWith(".gz"u8) && IsManual(path))
        {
            Change(entry, GzipTime.Clear, "lost the time in its header");
        }
        else if (path.EndsWith(".pyc"u8))
        {
            Change(entry, CompiledPython.SetTime, "says the time that its source has in a tree");
        }
    }

    private void VisitArchive(OutputEntry entry)
    {
        Span<byte> beginning = stackalloc byte[ArHeaders.MagicBytes];
        if (entry.ReadBeginning(beginning).SequenceEqual(ArHeaders.ThinMagic))
        {
            findings.ThinArchives.Add($"{output.Name}: /{entry.Shown}");
            return;
        }

        Change(entry, ArHeaders.Clear, "lost the times and owners of its members");
    }

    private static bool IsManual(ReadOnlySpan<byte> path) =>
        path.StartsWith("usr/share/man/"u8) || path.StartsWith("usr/share/info/"u8) || path.StartsWith("usr/share/doc/"u8);

    private void Change(OutputEntry entry, Func<SafeFileHandle, bool> rule, string what)
    {
        using SafeFileHandle file = entry.OpenForChange();
        if (rule(file))
        {
            Note(entry.Shown, what, isOrdinary: true);
        }
    }

    private void Remove(OutputEntry entry, string what)
    {
        entry.Parent.RemoveFile(entry.Name.Bytes);
        Note(entry.Shown, what, isOrdinary: true);
    }

    private void Note(string file, string what, bool isOrdinary) => notices.Add(new OutputNotice(output.Name, file, what, isOrdinary));
}

using System.Text;
using Nuka.Content.Archives;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Graft.Cleaning;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Store;

namespace Nuka.Graft.Unpack;

/// <summary>
/// Puts the entries of a package's data archive into a tree. Nothing is looked up outside of the tree, no link is followed, and
/// what dpkg would unpack twice onto one path is refused unless both are the same.
/// </summary>
internal sealed class TreeUnpacker(TreeWriter writer, CleaningPolicy policy, ArchiveLimits limits)
{
    /// <summary>Notices that one package may give: real ones give fewer than ten, and the record in the store is limited.</summary>
    private const int NoticeCount = 20;

    /// <summary>Paths that were left out, each with whether a hard link to it must bring back its content.</summary>
    private readonly Dictionary<string, bool> leftOut = new(StringComparer.Ordinal);

    /// <summary>Hard links that were left out, each with the path of the file behind it: later links may name them.</summary>
    private readonly Dictionary<string, byte[]> aliases = new(StringComparer.Ordinal);

    private readonly Dictionary<string, byte[]> broughtBack = new(StringComparer.Ordinal);
    private readonly SortedDictionary<CleaningClass, CleaningSaving> savings = [];
    private readonly List<string> notices = [];

    /// <summary>Bytes of the files that were put into the tree.</summary>
    internal long SizeBytes { get; private set; }

    /// <summary>What was left out by class.</summary>
    internal IReadOnlyCollection<CleaningSaving> Savings => savings.Values;

    /// <summary>What was changed besides.</summary>
    internal IReadOnlyList<string> Notices => notices;

    /// <summary>
    /// Files that the policy left out and a kept hard link needs, each with the link's path: unpack again with
    /// <see cref="BringBack"/>. An archive is read forward only, so their content has passed when the link shows up.
    /// </summary>
    internal Dictionary<string, byte[]> Missed { get; } = new(StringComparer.Ordinal);

    /// <summary>Makes files that are left out appear at the path of the first hard link to them.</summary>
    internal void BringBack(IReadOnlyDictionary<string, byte[]> missed)
    {
        foreach ((string path, byte[] link) in missed)
        {
            broughtBack.Add(path, link);
        }
    }

    /// <summary>Adds one entry.</summary>
    internal void Add(TarEntry entry)
    {
        byte[] path = PackagePath.Normalise(entry.Path, limits);
        if (path.Length == 0)
        {
            _ = entry.Kind == TarEntryKind.Directory ? 0 : throw GraftProblem.BadPath(FileName.Display(entry.Path), "the top of a package must be a directory");
            return;
        }

        CleaningClass found = policy.LeavesOut(CleaningPolicy.Classify(path, entry.Kind == TarEntryKind.Directory))
            ? CleaningPolicy.Classify(path, entry.Kind == TarEntryKind.Directory)
            : CleaningClass.Kept;
        try
        {
            if (found == CleaningClass.Kept)
            {
                Keep(path, entry);
            }
            else
            {
                LeaveOut(path, entry, found);
            }
        }
        catch (NukaException refusal) when (refusal.Problem.Code == "store/path-through-link")
        {
            throw GraftProblem.ThroughLink(FileName.Display(path), refusal);
        }
        catch (NukaException refusal) when (refusal.Problem.Code == "store/duplicate-entry")
        {
            throw GraftProblem.Duplicate(FileName.Display(path), refusal.Problem.Message);
        }
    }

    private void Keep(byte[] path, TarEntry entry)
    {
        switch (entry.Kind)
        {
            case TarEntryKind.Directory:
                KeepDirectory(path);
                break;
            case TarEntryKind.File:
                KeepFile(path, entry);
                break;
            case TarEntryKind.Symlink:
                KeepSymlink(path, entry);
                break;
            case TarEntryKind.HardLink:
                KeepHardLink(path, entry);
                break;
            default:
                leftOut[Key(path)] = false;
                Note($"left out the device or pipe {FileName.Display(path)}");
                break;
        }
    }

    private void KeepDirectory(byte[] path)
    {
        if (writer.TryGetEntry(path, out TreeEntry there) && there.Kind != TreeEntryKind.Directory)
        {
            throw GraftProblem.Duplicate(FileName.Display(path), "once as a directory and once as something else");
        }

        writer.AddDirectory(path);
    }

    private void KeepFile(byte[] path, TarEntry entry)
    {
        if ((entry.Mode & 0xC00) != 0)
        {
            Note($"dropped the set-id bits of {FileName.Display(path)}");
        }

        bool executable = (entry.Mode & 0x49) != 0;
        if (writer.TryGetEntry(path, out TreeEntry there))
        {
            RequireSame(path, there, executable, entry.Content);
            return;
        }

        writer.AddFile(path, executable, entry.Content, entry.SizeBytes);
        SizeBytes += entry.SizeBytes;
    }

    private void KeepSymlink(byte[] path, TarEntry entry)
    {
        // Packages made for unmerged systems hold /lib/x -> /usr/lib/x: merged, the link would stand in its target's place.
        if (PackagePath.LeadsToItself(path, entry.LinkTarget))
        {
            leftOut[Key(path)] = false;
            Note($"left out the link {FileName.Display(path)}, which leads to itself below usr");
            return;
        }

        if (writer.TryGetEntry(path, out TreeEntry there))
        {
            _ = there.Kind == TreeEntryKind.Symlink && there.Target.Span.SequenceEqual(entry.LinkTarget)
                ? 0
                : throw GraftProblem.Duplicate(FileName.Display(path), "once as a link and once as something else");
            return;
        }

        writer.AddSymlink(path, entry.LinkTarget);
    }

    private void KeepHardLink(byte[] path, TarEntry entry)
    {
        byte[] target = LinkedPath(entry);
        if (broughtBack.TryGetValue(Key(target), out byte[]? first))
        {
            // The first link stands where the content was brought back to; further ones link to it.
            if (!path.AsSpan().SequenceEqual(first))
            {
                writer.AddHardLink(path, first);
            }
        }
        else if (leftOut.TryGetValue(Key(target), out bool hasContent))
        {
            leftOut[Key(path)] = hasContent;
            if (hasContent)
            {
                Missed.TryAdd(Key(target), path);
            }
        }
        else if (!writer.TryGetEntry(target, out TreeEntry there) || there.Kind == TreeEntryKind.Directory)
        {
            throw GraftProblem.BadLink(FileName.Display(path), $"no file {FileName.Display(target)} came before it");
        }
        else if (!writer.TryGetEntry(path, out TreeEntry old))
        {
            writer.AddHardLink(path, target);
        }
        else if (old.Kind != there.Kind || old.Digest != there.Digest || old.IsExecutable != there.IsExecutable
            || !old.Target.Span.SequenceEqual(there.Target.Span))
        {
            throw GraftProblem.Duplicate(FileName.Display(path), "a hard link and something else");
        }
    }

    private void LeaveOut(byte[] path, TarEntry entry, CleaningClass found)
    {
        if (entry.Kind == TarEntryKind.Directory)
        {
            return;
        }

        if (broughtBack.TryGetValue(Key(path), out byte[]? link) && entry.Kind == TarEntryKind.File)
        {
            KeepFile(link, entry);
            return;
        }

        if (entry.Kind == TarEntryKind.HardLink)
        {
            aliases.TryAdd(Key(path), LinkedPath(entry));
        }
        else
        {
            leftOut[Key(path)] = entry.Kind == TarEntryKind.File;
        }

        savings.TryGetValue(found, out CleaningSaving before);
        savings[found] = new CleaningSaving(found, before.FileCount + 1, before.SizeBytes + entry.SizeBytes);
    }

    private void Note(string notice)
    {
        if (notices.Count < NoticeCount)
        {
            notices.Add(notice);
        }
        else if (notices.Count == NoticeCount)
        {
            notices.Add("more of the kind is not listed");
        }
    }

    private byte[] LinkedPath(TarEntry entry)
    {
        byte[] target = PackagePath.Normalise(entry.LinkTarget, limits);
        return aliases.GetValueOrDefault(Key(target), target);
    }

    private static void RequireSame(byte[] path, TreeEntry there, bool executable, Stream content)
    {
        Blake3Hasher hasher = Blake3Hasher.CreateHash();
        byte[] buffer = new byte[64 << 10];
        int length;
        while ((length = content.Read(buffer)) > 0)
        {
            hasher.Append(buffer.AsSpan(0, length));
        }

        if (there.Kind != TreeEntryKind.File || there.Digest != hasher.Finish() || there.IsExecutable != executable)
        {
            throw GraftProblem.Duplicate(FileName.Display(path), "with different content, or once as something else than a file");
        }
    }

    private static string Key(ReadOnlySpan<byte> path) => Encoding.Latin1.GetString(path);
}

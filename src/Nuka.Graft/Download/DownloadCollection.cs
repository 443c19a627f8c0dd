using System.Security.Cryptography;
using Nuka.Content.Hashing;
using Nuka.Graft.Npm;
using Nuka.Graft.NuGet;
using Nuka.Graft.Unpack;
using Nuka.Store;

namespace Nuka.Graft.Download;

/// <summary>
/// Removes the downloads that nothing needs: a package file stays as long as a tree that was made from it does, so that a damaged tree can be made
/// again without a network. What was only looked into, as packages of registries are for what they need, stays for a while after it was asked for.
/// Every command that fetches has the store open meanwhile, so this is to be done while nobody has (<see cref="CollectOptions.Meanwhile"/>).
/// </summary>
/// <param name="directory">The directory of downloads.</param>
/// <param name="store">The store whose trees were made from them.</param>
/// <param name="time">The clock.</param>
public sealed class DownloadCollection(string directory, ContentStore store, TimeProvider time)
{
    /// <summary>How long a package that was only looked into stays after it was last asked for.</summary>
    public static readonly TimeSpan LookedIntoAge = TimeSpan.FromDays(30);

    /// <summary>The table of facts about trees that were made from files as builds need them: a key begins with the file's SHA-256.</summary>
    public const string SourceTable = "build-source-v1";

    private const string Sha256 = "sha256";

    private long removed;
    private long freed;
    private long kept;
    private long keptBytes;

    /// <summary>Removes them.</summary>
    /// <param name="keepsTree">Whether a tree of the store stays.</param>
    /// <param name="dryRun">Whether only to count.</param>
    public DownloadReport Run(Func<Digest, bool> keepsTree, bool dryRun)
    {
        HashSet<string> needed = Needed(keepsTree);
        foreach (string algorithm in (string[])[Sha256, "sha512"])
        {
            string group = Path.Combine(directory, algorithm);
            foreach (FileInfo file in Directory.Exists(group) ? new DirectoryInfo(group).GetFiles() : [])
            {
                Sweep(file, algorithm == Sha256 ? needed.Contains(file.Name) : IsWanted(file, needed), dryRun);
            }
        }

        foreach (string registry in (string[])["npm", "nuget", "python", "cargo"])
        {
            string answers = Path.Combine(directory, registry);
            foreach (FileInfo file in Directory.Exists(answers) ? new DirectoryInfo(answers).GetFiles() : [])
            {
                Sweep(file, file.Extension == ".json" && IsRecent(file), dryRun);
            }
        }

        if (!dryRun)
        {
            ForgetNotes(needed);
        }

        return new DownloadReport(removed, freed, kept, keptBytes);
    }

    private void Sweep(FileInfo file, bool stays, bool dryRun)
    {
        removed += stays ? 0 : 1;
        freed += stays ? 0 : file.Length;
        kept += stays ? 1 : 0;
        keptBytes += stays ? file.Length : 0;
        if (!stays && !dryRun)
        {
            file.Delete();
        }
    }

    /// <summary>The files, by their SHA-256, that trees which stay were made from.</summary>
    private HashSet<string> Needed(Func<Digest, bool> keepsTree)
    {
        IEnumerable<string?> debian = store.Facts(GraftRecord.Table).Where(fact => fact.Tree is { } tree && keepsTree(tree))
            .Select(fact => GraftRecord.Sha256Of(fact.Key));
        IEnumerable<string?> others = store.Facts(NpmUnpacker.Table).Concat(store.Facts(NuGetUnpacker.Table)).Concat(store.Facts(SourceTable))
            .Where(fact => fact.Tree is { } tree && keepsTree(tree) && fact.Key.Length > SHA256.HashSizeInBytes)
            .Select(fact => Convert.ToHexStringLower(fact.Key.AsSpan(0, SHA256.HashSizeInBytes)));
        return [.. debian.Concat(others).OfType<string>()];
    }

    /// <summary>A file that goes by another sum than the tree that was made from it.</summary>
    private bool IsWanted(FileInfo file, HashSet<string> needed)
    {
        if (file.Name.Contains('.', StringComparison.Ordinal))
        {
            return false; // unfinished
        }

        if (IsRecent(file))
        {
            return true;
        }

        using FileStream content = file.OpenRead();
        return needed.Contains(Convert.ToHexStringLower(SHA256.HashData(content)));
    }

    private bool IsRecent(FileInfo file) => time.GetUtcNow() - file.LastWriteTimeUtc < LookedIntoAge;

    /// <summary>Addresses of which it was noted what they gave.</summary>
    private void ForgetNotes(HashSet<string> needed)
    {
        string notes = Path.Combine(directory, "unstated");
        foreach (string note in Directory.Exists(notes) ? Directory.GetFiles(notes) : [])
        {
            if (!needed.Contains(File.ReadAllText(note)))
            {
                File.Delete(note);
            }
        }
    }
}

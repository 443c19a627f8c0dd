using System.Collections.Immutable;
using System.Text;
using Nuka.Content.Archives;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Platform.Progress;
using Nuka.Store;
using Nuka.Trust.Realisations;

namespace Nuka.Trust.Exports;

/// <summary>
/// Takes an export over (specs/export.md). Whoever wrote it: every tree is compared with its name before anything of it can be seen, and every realisation
/// with its signature; whether the signer's word counts is asked when it is used. Either all of it is taken over or nothing.
/// </summary>
/// <param name="store">The store that it is put into.</param>
/// <param name="progress">Where the course is reported.</param>
public sealed class ExportReader(ContentStore store, IProgressSink progress)
{
    /// <summary>Reads what an export was asked for, and nothing behind that.</summary>
    /// <param name="archive">The file; compressed or not.</param>
    /// <exception cref="NukaException"><c>trust/bad-export</c>, and those of reading archives.</exception>
    public static ImmutableArray<Cid> ReadTops(Stream archive)
    {
        using TarReader reader = new(ExportStream.Open(archive), ExportLimits.Archive);
        return [.. ReadHead(reader)];
    }

    /// <summary>Takes an export over. Killed or cancelled, it leaves nothing but what the next collection removes.</summary>
    /// <param name="archive">The file; compressed or not.</param>
    /// <param name="root">The name of a root that keeps what the export was asked for; <see langword="null"/>: nothing keeps it.</param>
    /// <param name="cancellation">Looked at until the first step that changes the store.</param>
    /// <exception cref="NukaException">
    /// <c>trust/bad-export</c>, <c>trust/bad-realisation</c>, <c>trust/bad-signature</c>; those of reading archives; those of <see cref="TreeWriter"/>.
    /// </exception>
    public ImportReport Read(Stream archive, string? root, CancellationToken cancellation)
    {
        using TarReader reader = new(ExportStream.Open(archive), ExportLimits.Archive);
        using IProgressTask task = progress.Begin("taking over an export", 0, ProgressUnit.Bytes);
        using TreeWriter writer = store.BeginTree();
        List<Cid> tops = ReadHead(reader);
        List<SignedRealisation>? realisations = null;
        while (reader.Next() is { } entry)
        {
            cancellation.ThrowIfCancellationRequested();
            if (realisations is not null)
            {
                throw ExportFormat.Bad("something stands behind its last member");
            }

            if (entry.Path.AsSpan().SequenceEqual(ExportFormat.Realisations))
            {
                realisations = ReadRealisations(entry);
            }
            else
            {
                Add(writer, entry);
                task.Advance(entry.SizeBytes);
            }
        }

        ImmutableArray<Cid> trees = CheckTrees(writer.Preview());
        Check(tops, trees, realisations ?? throw ExportFormat.Bad("its last member is missing"));
        writer.Commit(cancellation);
        store.PutRealisations([.. realisations.Select(RealisationRows.ToRow)]);
        if (root is not null)
        {
            store.SetRoot(root, tops);
        }

        return new ImportReport([.. tops], trees, [.. realisations]);
    }

    private static List<Cid> ReadHead(TarReader reader) =>
        reader.Next() is { Kind: TarEntryKind.File } head && head.Path.AsSpan().SequenceEqual(ExportFormat.Head)
            ? ExportFormat.ReadHead(Encoding.ASCII.GetString(ReadAll(head, ExportLimits.HeadBytes)))
            : throw ExportFormat.Bad("its first member is not that of an export");

    private static byte[] ReadAll(TarEntry entry, int limitBytes)
    {
        if (entry.Kind != TarEntryKind.File || entry.SizeBytes > limitBytes)
        {
            throw ExportFormat.Bad($"its member {FileName.Display(entry.Path)} has more than {limitBytes} bytes, or is no file");
        }

        byte[] content = new byte[entry.SizeBytes];
        entry.Content.ReadExactly(content);
        return content;
    }

    private static List<SignedRealisation> ReadRealisations(TarEntry entry)
    {
        byte[] content = ReadAll(entry, ExportLimits.RealisationBytes);
        List<SignedRealisation> all = [];
        ReadOnlySpan<byte> rest = content;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            if (end < 0 || all.Count == ExportLimits.Realisations)
            {
                throw ExportFormat.Bad(end < 0 ? "its last member is cut off" : $"it has more than {ExportLimits.Realisations} realisations");
            }

            all.Add(SignedRealisation.Decode(rest[..end], "realisations"));
            rest = rest[(end + 1)..];
        }

        return all;
    }

    // The first name of a path is the name of a tree; what follows is the tree's business, and the writer's to refuse.
    private static void Add(TreeWriter writer, TarEntry entry)
    {
        ReadOnlySpan<byte> path = entry.Path;
        path = entry.Kind == TarEntryKind.Directory && path.EndsWith("/"u8) ? path[..^1] : path;
        bool executable = (entry.Mode & 0x40) != 0; // 0100
        switch (entry.Kind)
        {
            case TarEntryKind.Directory:
                writer.AddDirectory(path);
                break;
            case TarEntryKind.File:
                writer.AddFile(path, executable, entry.Content, entry.SizeBytes);
                break;
            case TarEntryKind.Symlink:
                writer.AddSymlink(path, entry.LinkTarget);
                break;
            case TarEntryKind.HardLink:
                writer.AddHardLink(path, entry.LinkTarget);
                break;
            default:
                throw ExportFormat.Bad($"its member {FileName.Display(path)} is neither a file nor a directory nor a link");
        }
    }

    private static ImmutableArray<Cid> CheckTrees(Tree whole)
    {
        foreach (TreeEntry entry in whole.Entries)
        {
            Cid? said = Cid.TryParse(entry.Name.ToString(), out Cid cid) && cid.Kind == ContentKind.Tree ? cid : null;
            if (entry.Kind != TreeEntryKind.Directory || said is null)
            {
                throw ExportFormat.Bad($"its member {entry.Name} is no tree with the name of one");
            }

            if (said.Value.Digest != entry.Digest)
            {
                throw ExportFormat.Bad($"what it calls {said} is {Cid.OfTree(entry.Digest)}: it was changed on the way");
            }
        }

        return [.. whole.Entries.Select(entry => Cid.OfTree(entry.Digest)).Order()];
    }

    private static void Check(List<Cid> tops, ImmutableArray<Cid> trees, List<SignedRealisation> realisations)
    {
        HashSet<Cid> there = [.. trees];
        if (tops.FirstOrDefault(top => !there.Contains(top)) is var top && top != default)
        {
            throw ExportFormat.Bad($"it names {top}, and does not hold it");
        }

        if (realisations.FirstOrDefault(one => !there.Contains(one.Statement.Cid)) is { } foreign)
        {
            throw ExportFormat.Bad($"it says where {foreign.Statement.Cid} came from, and does not hold it");
        }
    }
}

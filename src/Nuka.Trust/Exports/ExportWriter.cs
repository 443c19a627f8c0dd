using System.Collections.Immutable;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Platform.Progress;
using Nuka.Store;
using Nuka.Trust.Keys;
using Nuka.Trust.Realisations;

namespace Nuka.Trust.Exports;

/// <summary>Writes trees and what trusted keys say of them to one file, whose bytes depend on nothing else (specs/export.md).</summary>
/// <param name="store">The store that has them.</param>
/// <param name="policy">Whose word is handed on.</param>
/// <param name="progress">Where the course is reported.</param>
public sealed class ExportWriter(ContentStore store, TrustPolicy policy, IProgressSink progress)
{
    /// <summary>Finds what belongs to an export.</summary>
    /// <param name="tops">The trees that are asked for.</param>
    /// <exception cref="NukaException"><c>store/missing-tree</c>; <c>trust/too-many-trees</c>.</exception>
    public ExportPlan Plan(IEnumerable<Digest> tops)
    {
        ImmutableArray<Digest> asked = [.. tops.Distinct().Order()];
        SortedSet<Digest> trees = [.. asked];
        List<SignedRealisation> realisations = [];
        Queue<Digest> waiting = new(asked);
        while (waiting.TryDequeue(out Digest tree))
        {
            store.ReadTree(tree);
            foreach (SignedRealisation signed in store.RealisationsOf(tree).Select(RealisationRows.TryRead).OfType<SignedRealisation>().Where(one => policy.Trusts(one.Signer)))
            {
                if (!signed.IsImpure)
                {
                    realisations.Add(signed); // another one says nothing elsewhere
                }

                foreach (Digest run in signed.Statement.Runs.Where(run => store.Contains(Cid.OfTree(run)) && trees.Add(run)))
                {
                    waiting.Enqueue(run);
                }
            }
        }

        return asked.Length <= ExportLimits.Tops && realisations.Count <= ExportLimits.Realisations
            ? new ExportPlan(asked, [.. trees], [.. realisations.OrderBy(one => one.ToString(), StringComparer.Ordinal)])
            : throw new Problem("trust/too-many-trees", "these are more trees than one export may have")
            {
                Reasons = [$"{asked.Length} trees and {realisations.Count} realisations; {ExportLimits.Tops} of each are allowed"],
                Hints = ["write several exports"],
            }.ToException();
    }

    /// <summary>All trees that a trusted key says came of a build, without impure ones.</summary>
    public ImmutableArray<Digest> FindAll() => [.. store.RealisedTrees().Where(tree =>
        store.Contains(Cid.OfTree(tree)) && store.RealisationsOf(tree).Select(RealisationRows.TryRead).Any(one => one is { IsImpure: false } && policy.Trusts(one.Signer)))];

    /// <summary>Writes an export. What was written before an error is worth nothing.</summary>
    /// <param name="plan">What belongs to it.</param>
    /// <param name="target">Where to.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="NukaException"><c>store/corrupt-blob</c>, <c>store/missing-blob</c> and the like; <c>trust/long-path</c>.</exception>
    public void Write(ExportPlan plan, Stream target, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(target);
        using IProgressTask task = progress.Begin($"writing {plan.Trees.Length} trees", store.MeasureFiles(plan.Trees), ProgressUnit.Bytes);
        TarWriter tar = new(target);
        string names = string.Concat(plan.Tops.Select(top => $"{Cid.OfTree(top)}\n"));
        tar.AddFile(ExportFormat.Head, Encoding.ASCII.GetBytes($"{ExportFormat.Line}\n{names}"));
        TarFiles files = new(store, tar, task);
        foreach (Digest tree in plan.Trees)
        {
            WriteTree(tar, files, tree, Encoding.ASCII.GetBytes(Cid.OfTree(tree).ToString()), cancellation);
        }

        tar.AddFile(ExportFormat.Realisations, Encoding.UTF8.GetBytes(string.Concat(plan.Realisations.Select(one => $"{one}\n"))));
        tar.End();
    }

    private void WriteTree(TarWriter tar, TarFiles files, Digest digest, byte[] path, CancellationToken cancellation)
    {
        RequireShort(path);
        tar.AddDirectory(path);
        foreach (TreeEntry entry in store.ReadTree(digest).Entries)
        {
            cancellation.ThrowIfCancellationRequested();
            byte[] below = [.. path, (byte)'/', .. entry.Name.Bytes];
            RequireShort(below);
            if (entry.Kind == TreeEntryKind.Directory)
            {
                WriteTree(tar, files, entry.Digest, below, cancellation);
            }
            else
            {
                files.Add(entry, below);
            }
        }
    }

    // The slash behind a directory counts.
    private static void RequireShort(byte[] path)
    {
        if (path.Length >= StoreLimits.PathLengthBytes)
        {
            throw new Problem("trust/long-path", "a tree has a path that is too long for an export")
            {
                Reasons = [Nuka.Platform.Files.FileName.Display(path), $"with the tree's name before it, it has more than {StoreLimits.PathLengthBytes - 1} bytes"],
                Hints = ["export the directories in it by themselves: nuka store export --file FILE CID/PATH"],
            }.ToException();
        }
    }
}

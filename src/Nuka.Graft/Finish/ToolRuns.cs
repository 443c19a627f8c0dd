using System.Collections.Immutable;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Store;

namespace Nuka.Graft.Finish;

/// <summary>
/// Takes what tools make into the layer: from the store where the same tool has seen the same before, otherwise by running it. Since a
/// tool sees nothing but what its key is made of, both give the same.
/// </summary>
/// <param name="input">What the layer is made of.</param>
/// <param name="context">The layer and the whole root.</param>
/// <param name="cancellation">Ends the work.</param>
internal sealed class ToolRuns(FinishInput input, FinishContext context, CancellationToken cancellation)
{
    private const string Table = "graft-tools";

    private readonly ContentStore store = input.Store;

    /// <summary>Takes what the tools make, in their order.</summary>
    internal void Take(IReadOnlyList<ToolStep> steps)
    {
        ImmutableArray<Digest>[] keys = [.. steps.Select(step => step.Keys())];
        Digest?[][] made = [.. keys.Select(some => some.Select(Find).ToArray())];
        using (StoreLease lease = store.TakeLease([.. made.SelectMany(some => some).OfType<Digest>().Distinct().Select(Cid.OfTree)]))
        {
            Pending[] pending = [.. Enumerable.Range(0, steps.Count).Where(index => made[index].Contains(null)).Select(index => Pend(index, steps[index], keys[index], made[index]))];
            if (pending.Length > 0)
            {
                Run(pending, made);
            }

            foreach (Digest tree in made.SelectMany(some => some).OfType<Digest>())
            {
                Lay(store.ReadTree(tree), "");
            }
        }
    }

    private Digest? Find(Digest key) =>
        !input.Again && store.TryGetFact(Table, key.ToArray(), out byte[] fact) && fact.Length == Digest.Length && store.Contains(Cid.OfTree(new Digest(fact)))
            ? new Digest(fact) : null;

    private static Pending Pend(int index, ToolStep step, ImmutableArray<Digest> keys, Digest?[] made)
    {
        ToolRoot root = step.Root.Copy();
        int[] units = [.. Enumerable.Range(0, made.Length).Where(unit => made[unit] is null)];
        foreach (int unit in units)
        {
            if (!step.Units[unit].Input.IsOwn(step.Units[unit].Path))
            {
                throw new InvalidOperationException($"what {step.Step.Name} sees for {step.Units[unit].Path} is not its own");
            }

            root.Unite(step.Units[unit].Input);
        }

        return new Pending(index, step with { Step = step.CallFor(units.Select(unit => step.Units[unit])) }, root, [.. units.Select(unit => (unit, keys[unit]))]);
    }

    private void Run(Pending[] pending, Digest?[][] made)
    {
        BuildTools tools = input.Tools ?? throw FinishProblem.NoTools(pending.Select(one => one.Step.Step));
        Digest layer = Commit([context.Layer], (made, writer) => made.Write(writer))[0];
        using StoreLease layerLease = store.TakeLease([Cid.OfTree(layer)]);
        Digest[] roots = Commit(pending, (one, writer) => one.Root.Write(writer));
        using StoreLease rootLease = store.TakeLease([.. roots.Distinct().Select(Cid.OfTree)]);
        using BuildSandbox sandbox = new(tools, input.WorkDirectory);
        BuildStep[] steps = [.. pending.Zip(roots, (one, root) => one.Step.Step with { Root = sandbox.AddRoot(store.View(root, cancellation)) })];
        IReadOnlyList<(int ExitCode, string Output)> outcomes = sandbox.Run(steps, cancellation);
        context.Report(steps, outcomes);
        LayerBuilder[] layers = [.. pending.Select(one => new LayerBuilder(one.Root.Join(store)))];
        Commit(Enumerable.Range(0, steps.Length).ToArray(), (index, writer) =>
        {
            new UpperReader(pending[index].Root.Join(store), layers[index], writer, cancellation).Read(sandbox.UpperDirectory(steps[index].Root));
            writer.Remove(UpperReader.ImportPath);
            layers[index].Write(writer);
        });
        Keep(pending, layers, [.. outcomes.Select(outcome => outcome.ExitCode == 0)], made);
    }

    /// <summary>Puts what each unit's input became into the store. What a tool left that failed is used, and not remembered.</summary>
    private void Keep(Pending[] pending, LayerBuilder[] layers, bool[] good, Digest?[][] made)
    {
        (int Index, int Unit, Digest Key)[] units = [.. pending.SelectMany((one, index) => one.Units.Select(unit => (index, unit.Unit, unit.Key)))];
        HashSet<(int Index, string Path)> claimed = [];
        Digest[] trees = Commit(units, (unit, writer) =>
        {
            ToolUnit work = pending[unit.Index].Step.Units[unit.Unit];
            layers[unit.Index].Write(writer, path => work.Makes(path) && (claimed.Add((unit.Index, path))
                ? true : throw new InvalidOperationException($"two units have made {path}")));
            if (good[unit.Index])
            {
                writer.RecordFact(Table, unit.Key.ToArray());
            }
        });
        foreach (((int index, int unit, _), Digest tree) in units.Zip(trees))
        {
            made[pending[index].Index][unit] = tree;
        }
    }

    private Digest[] Commit<T>(IReadOnlyList<T> items, Action<T, TreeWriter> write)
    {
        List<TreeWriter> writers = [];
        try
        {
            foreach (T item in items)
            {
                cancellation.ThrowIfCancellationRequested();
                writers.Add(store.BeginTree());
                write(item, writers[^1]);
            }

            return store.CommitTogether(writers, cancellation);
        }
        finally
        {
            writers.ForEach(writer => writer.Dispose());
        }
    }

    private void Lay(Tree tree, string prefix)
    {
        foreach (TreeEntry entry in tree.Entries)
        {
            string path = prefix + Encoding.Latin1.GetString(entry.Name.Bytes);
            TreeEntry? there = context.Root.TryGet(path);
            if (entry.Kind == TreeEntryKind.Directory && there is null)
            {
                if (!context.Root.Has(path))
                {
                    context.Layer.AddDirectory(path);
                }

                Lay(store.ReadTree(entry.Digest), path + "/");
            }
            else if (entry.Kind == TreeEntryKind.Directory || (there is null && context.Root.Has(path)))
            {
                // The tool did not see what stands here: below a link nothing can be laid, nor in the place of a directory.
                context.Notices.Add($"/{path} was not made: something else has its name");
            }
            else if (there is null || there != entry)
            {
                LayFile(path, entry);
            }
        }
    }

    private void LayFile(string path, TreeEntry entry)
    {
        if (entry.Kind == TreeEntryKind.Symlink)
        {
            context.Layer.AddSymlink(path, Encoding.Latin1.GetString(entry.Target.Span));
        }
        else
        {
            context.Layer.AddStored(path, entry);
        }
    }

    private sealed record Pending(int Index, ToolStep Step, ToolRoot Root, ImmutableArray<(int Unit, Digest Key)> Units);
}

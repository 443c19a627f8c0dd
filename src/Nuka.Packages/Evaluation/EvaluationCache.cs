using System.Text;
using Nuka.Content.Hashing;
using Nuka.Formats.Nuon;
using Nuka.Packages.Audit;
using Nuka.Packages.Grafts;
using Nuka.Packages.Identity;
using Nuka.Packages.Shell;
using Nuka.Platform.Errors;
using Nuka.Store;

namespace Nuka.Packages.Evaluation;

/// <summary>
/// Remembers what package files gave, in the facts of a store: an unchanged file is neither judged nor evaluated again. The question holds everything that
/// an answer may depend on. It is local: nothing of it is exchanged, and it is believed as the store's other facts are. A store that is only read gets nothing.
/// </summary>
/// <param name="store">The store.</param>
public sealed class EvaluationCache(ContentStore store)
{
    private const string Table = "drafts-v1";
    private const string Context = "nuka draft cache v1";
    private const string ClosedTable = "closed-v1";
    private const string ClosedContext = "nuka closed cache v1";

    /// <summary>This build of the room: what judges and evaluates is code too.</summary>
    private static readonly NuonString Rules = new(typeof(PackageAudit).Assembly.ManifestModule.ModuleVersionId.ToString());

    /// <summary>The question: which file, asked how, by what.</summary>
    /// <param name="request">The file and its options.</param>
    /// <param name="target">What is built for.</param>
    /// <param name="packages">The names of all packages that there are.</param>
    internal static Digest KeyOf(EvaluationRequest request, PackageTarget target, IReadOnlySet<string> packages) => Blake3.DeriveKey(
        Context,
        NuonText.WriteCanonical(new NuonRecord(
        [
            new NuonField("file", new NuonString(Blake3.Hash(request.Source.Bytes.Span).ToString())),
            new NuonField("mentioned", new NuonList([.. request.Source.Mentioned(packages).Select(name => new NuonString(name))])),
            new NuonField("name", new NuonString(request.Source.Name)),
            new NuonField("options", request.Options),
            new NuonField("rules", Rules),
            new NuonField("shell", new NuonString(Nushell.ProgramCid.ToString())),
            new NuonField("target", new NuonString(target.Module)),
        ])));

    /// <summary>What a file gave.</summary>
    /// <param name="key">The question.</param>
    /// <returns>The draft; <see langword="null"/> if it is not known.</returns>
    internal NuonRecord? TryGet(Digest key)
    {
        try
        {
            return store.TryGetFact(Table, key.ToArray(), out byte[] text) ? NuonDocument.Read(text, Table) as NuonRecord : null;
        }
        catch (NukaException)
        {
            return null; // damaged: it is found out again
        }
    }

    /// <summary>Remembers what a file gave.</summary>
    /// <param name="key">The question.</param>
    /// <param name="draft">The draft.</param>
    internal void Put(Digest key, NuonRecord draft)
    {
        byte[] text = Encoding.UTF8.GetBytes(NuonText.Write(draft));
        if (!store.IsReadOnly && text.Length <= StoreLimits.FactBytes)
        {
            store.PutFact(Table, key.ToArray(), text);
        }
    }

    /// <summary>The question that a whole set is.</summary>
    /// <param name="asked">The packages that are asked for, and their options.</param>
    /// <param name="target">What is built for.</param>
    /// <param name="epoch">What nuka itself does to outputs.</param>
    /// <param name="sources">All files of the set.</param>
    /// <param name="grafts">The grafts that these may name.</param>
    internal static Digest KeyOfAll(
        IReadOnlyList<(string Name, NuonRecord Options)> asked, PackageTarget target, int epoch, IReadOnlyCollection<PackageSource> sources, IEnumerable<GraftLock> grafts)
    {
        using MemoryStream material = new();
        using (BinaryWriter writer = new(material))
        {
            writer.Write(Rules.Value);
            writer.Write(typeof(NuonText).Assembly.ManifestModule.ModuleVersionId.ToString());
            writer.Write(Nushell.ProgramCid.ToString());
            writer.Write(Steps.StepCommands.AllCid.ToString());
            writer.Write(epoch);
            writer.Write(target.Module);
            writer.Write(asked.Count);
            foreach ((string name, NuonRecord options) in asked)
            {
                byte[] text = options.Fields.IsEmpty ? [] : NuonText.WriteCanonical(options);
                writer.Write(name);
                writer.Write(text.Length);
                writer.Write(text);
            }

            foreach (PackageSource source in sources)
            {
                writer.Write(source.Name);
                writer.Write(Blake3.Hash(source.Bytes.Span).ToArray());
            }
            foreach (GraftLock one in grafts)
            {
                writer.Write(one.Digest.ToArray());
            }
        }

        return Blake3.DeriveKey(ClosedContext, material.ToArray());
    }

    /// <summary>What closing a set gave.</summary>
    /// <param name="key">The question.</param>
    /// <param name="runtimes">Finds a runtime by its label.</param>
    internal ClosedPackages? TryGetClosed(Digest key, Func<string, PackageRuntime?> runtimes) =>
        store.TryGetFact(ClosedTable, key.ToArray(), out byte[] bytes) ? ClosedPackages.TryDecode(bytes, runtimes) : null;

    /// <summary>Remembers what closing a set gave.</summary>
    /// <param name="key">The question.</param>
    /// <param name="closed">What it gave.</param>
    internal void PutClosed(Digest key, ClosedPackages closed)
    {
        byte[] bytes = store.IsReadOnly ? [] : closed.Encode();
        if (bytes.Length is > 0 and <= StoreLimits.FactBytes)
        {
            store.PutFact(ClosedTable, key.ToArray(), bytes);
        }
    }
}

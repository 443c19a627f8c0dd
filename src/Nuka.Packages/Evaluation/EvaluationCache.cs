using System.Text;
using Nuka.Content.Hashing;
using Nuka.Formats.Nuon;
using Nuka.Packages.Audit;
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
}

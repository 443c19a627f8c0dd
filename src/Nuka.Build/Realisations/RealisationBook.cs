using System.Collections.Immutable;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Packages.Identity;
using Nuka.Platform.Errors;
using Nuka.Store;
using Nuka.Trust.Keys;
using Nuka.Trust.Realisations;

namespace Nuka.Build.Realisations;

/// <summary>
/// What came of builds, as far as it is believed: signs and records what was built here, and finds what the own key or a trusted one said of a build key
/// before (specs/realisation.md). Safe for several threads.
/// </summary>
public sealed class RealisationBook
{
    private readonly Lock gate = new();
    private readonly ContentStore store;
    private readonly KeyRing keys;
    private readonly IReadOnlyCollection<string> once;
    private TrustPolicy policy;

    /// <summary>Opens the book.</summary>
    /// <param name="store">The store that holds it.</param>
    /// <param name="keys">The own key and the trusted ones.</param>
    /// <param name="once">Keys whose word counts for this command: <c>--trust KEY</c>.</param>
    /// <exception cref="NukaException">As for <see cref="KeyRing.Policy"/>.</exception>
    public RealisationBook(ContentStore store, KeyRing keys, IReadOnlyCollection<string> once)
    {
        ArgumentNullException.ThrowIfNull(keys);
        (this.store, this.keys, this.once) = (store, keys, once);
        policy = keys.Policy(once);
    }

    /// <summary>Whose word counts.</summary>
    public TrustPolicy Policy
    {
        get
        {
            lock (gate)
            {
                return policy;
            }
        }
    }

    /// <summary>Signs what came of a build with the own key, which is made if there is none yet, and records it: all outputs or none.</summary>
    /// <param name="pid">The package.</param>
    /// <param name="outputs">One realisation for each output, all of one build key; the store has their trees.</param>
    /// <param name="isImpure">Whether they came of an impure build, or of something made from one: then they are signed as that, and count nowhere else.</param>
    /// <returns>The signed realisations, in the same order.</returns>
    /// <exception cref="NukaException"><c>store/missing-tree</c>, and those of <see cref="KeyRing.GetOwn"/>.</exception>
    public ImmutableArray<SignedRealisation> Record(Pid pid, IReadOnlyCollection<Realisation> outputs, bool isImpure = false)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ImmutableArray<SignedRealisation> signed;
        using (SigningKey own = keys.GetOwn())
        {
            signed = [.. outputs.Select(output => SignedRealisation.Sign(output, own, isImpure))];
            lock (gate)
            {
                policy = policy.Trusts(own.PublicKey) ? policy : keys.Policy(once);
            }
        }

        store.PutRealisations([.. signed.Select(RealisationRows.ToRow)]);
        foreach (Digest buildKey in outputs.Select(output => output.BuildKey).Distinct())
        {
            store.PutBuildKey(pid.Digest, buildKey);
        }

        return signed;
    }

    /// <summary>Remembers which build a package is, where it is taken from others as well as where it is built; a store that is only read gets nothing.</summary>
    /// <param name="pid">The package.</param>
    /// <param name="buildKey">The build key.</param>
    public void Remember(Pid pid, Digest buildKey)
    {
        if (!store.IsReadOnly && !store.BuildKeys(pid.Digest).Contains(buildKey))
        {
            store.PutBuildKey(pid.Digest, buildKey);
        }
    }

    /// <summary>Finds the trees of a package without building or joining anything: those of its last build that are here, and that keys which count signed.</summary>
    /// <param name="pid">The package.</param>
    /// <param name="outputs">Its outputs.</param>
    /// <returns>One choice for each output; <see langword="null"/> if it was never built here, nor taken from others.</returns>
    public ImmutableArray<RealisationChoice>? FindBuilt(Pid pid, IReadOnlyList<string> outputs) =>
        store.BuildKeys(pid.Digest).Select(key => FindAll(key, outputs, ImmutableHashSet<Digest>.Empty)).FirstOrDefault(choices => choices is not null);

    /// <summary>
    /// Finds what to take for an output. Of several trees that trusted keys name, one that is in the closure already is taken first, then one that the own key
    /// names, then the one that most keys name, then the one with the smallest digest; always one that is here with all that it needs when it runs.
    /// </summary>
    /// <param name="buildKey">The build key.</param>
    /// <param name="output">The output.</param>
    /// <param name="closure">The trees that the closure holds already.</param>
    /// <returns><see langword="null"/> if it has to be built.</returns>
    public RealisationChoice? Find(Digest buildKey, string output, IReadOnlySet<Digest> closure) => Find(buildKey, output, closure, []);

    /// <summary>Finds what to take for several outputs of one build: those that the same key named, where that can be.</summary>
    /// <param name="buildKey">The build key.</param>
    /// <param name="outputs">The outputs.</param>
    /// <param name="closure">The trees that the closure holds already.</param>
    /// <returns>One choice for each, in the same order; <see langword="null"/> if one of them is not to be had: then all have to be built.</returns>
    public ImmutableArray<RealisationChoice>? FindAll(Digest buildKey, IReadOnlyList<string> outputs, IReadOnlySet<Digest> closure)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(closure);
        HashSet<Digest> trees = [.. closure];
        ImmutableArray<RealisationChoice>.Builder choices = ImmutableArray.CreateBuilder<RealisationChoice>(outputs.Count);
        foreach (string output in outputs)
        {
            ImmutableArray<TrustedKey> before = [.. choices.SelectMany(choice => choice.Signers)];
            if (Find(buildKey, output, trees, before) is not { } choice)
            {
                return null;
            }

            choices.Add(choice);
            trees.Add(choice.Realisation.Tree);
            trees.UnionWith(choice.Realisation.Runs);
        }

        return choices.DrainToImmutable();
    }

    /// <summary>Who signed that a tree came of any build, and whether his word counts here; for <c>nuka why</c>.</summary>
    /// <param name="tree">The tree.</param>
    public ImmutableArray<(SignedRealisation Signed, TrustedKey? Trusted)> SignersOf(Digest tree)
    {
        TrustPolicy trust = Policy;
        return [.. store.RealisationsOf(tree).Select(RealisationRows.TryRead).OfType<SignedRealisation>().Select(signed => (signed, trust.Find(signed.Signer)))];
    }

    private RealisationChoice? Find(Digest buildKey, string output, IReadOnlySet<Digest> closure, ImmutableArray<TrustedKey> preferred)
    {
        ArgumentNullException.ThrowIfNull(closure);
        TrustPolicy trust = Policy;
        List<(Realisation Said, TrustedKey By)> words = [];
        foreach (StoredRealisation row in store.Realisations(buildKey, output))
        {
            // One whose signature is not right is as none, and only trusted ones cost the time to verify.
            bool counts = trust.Keys.Any(key => key.Key.Bytes.SequenceEqual(row.Signer.AsSpan()));
            if (counts && RealisationRows.TryRead(row) is { } signed && (!signed.IsImpure || trust.Find(signed.Signer)!.Origin == TrustOrigin.Own))
            {
                words.Add((signed.Statement, trust.Find(signed.Signer)!));
            }
        }

        RealisationChoice? best = words.GroupBy(word => word.Said, word => word.By)
            .Where(group => IsHere(group.Key))
            .OrderByDescending(group => closure.Contains(group.Key.Tree))
            .ThenByDescending(group => group.Any(preferred.Contains))
            .ThenByDescending(group => group.Any(key => key.Origin == TrustOrigin.Own))
            .ThenByDescending(group => group.Count())
            .ThenBy(group => group.Key.Tree).ThenBy(group => group.Key.ToString(), StringComparer.Ordinal)
            .Select(group => new RealisationChoice(group.Key, [.. group], []))
            .FirstOrDefault();
        return best is null ? null : best with { Others = [.. words.Where(word => !word.Said.Equals(best.Realisation))] };
    }

    private bool IsHere(Realisation realisation) =>
        store.Contains(realisation.Cid) && realisation.Runs.All(run => store.Contains(Cid.OfTree(run)));
}

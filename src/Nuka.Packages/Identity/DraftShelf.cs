using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Formats.Nuon;
using Nuka.Packages.Evaluation;
using Nuka.Platform.Errors;

namespace Nuka.Packages.Identity;

/// <summary>
/// The drafts of packages and of everything that they name. They come in waves: all that is named by then and not yet known is evaluated together, which takes
/// as many runs of Nushell as the chain of names is long, and none for what the cache knows.
/// </summary>
/// <param name="set">The packages that there are.</param>
/// <param name="tools">The programs that evaluating takes.</param>
/// <param name="target">What the packages that are asked for are built for; what they name is built for the lowest level.</param>
/// <param name="cache">What was found out before; <see langword="null"/>: nothing.</param>
internal sealed class DraftShelf(PackageSet set, EvaluatorTools tools, PackageTarget target, EvaluationCache? cache)
{
    private readonly Dictionary<(string Name, string Options, string Level), ShelvedDraft> drafts = [];
    private readonly Dictionary<string, PackageSource> sources = new(StringComparer.Ordinal);
    private readonly FrozenSet<string> names = set.Names.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Everything that was evaluated, in an order that depends on the packages alone.</summary>
    internal IEnumerable<ShelvedDraft> All => drafts.OrderBy(one => one.Key).Select(one => one.Value);

    /// <summary>Evaluates packages and everything that they name, as far as they do not go in circles.</summary>
    /// <param name="packages">The packages and the options that are asked for.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="NukaException">What evaluating and reading drafts throw.</exception>
    internal async Task CollectAsync(IEnumerable<(string Name, NuonRecord Options)> packages, CancellationToken cancellation)
    {
        ImmutableArray<Wanted> wave = Unknown(packages.Select(package => new Wanted(package.Name, package.Options, target, [])));
        while (!wave.IsEmpty)
        {
            await ShelveAsync(wave, cancellation);
            wave = Unknown(wave.SelectMany(one =>
            {
                ImmutableArray<string> way = one.Way.Add(one.Name);
                Draft draft = drafts[KeyOf(one.Name, one.Options, one.Host)].Draft;
                return draft.Packages.Concat(draft.Tools).Concat(draft.NeedsRun).Where(reference => !way.Contains(reference.Name))
                    .Select(reference => new Wanted(reference.Name, reference.Options, target.Lowest, way));
            }));
        }
    }

    /// <summary>The draft of a package; it is evaluated if that was not done.</summary>
    /// <param name="name">The package's name.</param>
    /// <param name="options">The options that are asked for.</param>
    /// <param name="host">What it is built for.</param>
    /// <param name="cancellation">Stops it.</param>
    internal async Task<ShelvedDraft> GetAsync(string name, NuonRecord options, PackageTarget host, CancellationToken cancellation)
    {
        await ShelveAsync(Unknown([new Wanted(name, options, host, [])]), cancellation);
        return drafts[KeyOf(name, options, host)];
    }

    private async Task ShelveAsync(ImmutableArray<Wanted> wave, CancellationToken cancellation)
    {
        foreach (IGrouping<PackageTarget, Wanted> part in wave.GroupBy(one => one.Host))
        {
            (Wanted Wanted, EvaluationRequest Request, Digest Key)[] asked =
            [
                .. part.Select(one => (one, new EvaluationRequest(SourceOf(one.Name), one.Options)))
                    .Select(one => (one.one, one.Item2, EvaluationCache.KeyOf(one.Item2, part.Key, names))),
            ];
            NuonRecord?[] known = [.. asked.Select(one => cache?.TryGet(one.Key))];
            EvaluationRequest[] missing = [.. asked.Where((_, index) => known[index] is null).Select(one => one.Request)];
            Queue<NuonRecord> fresh = new(missing.Length == 0 ? [] : await new PackageEvaluator(tools, part.Key).EvaluateAllAsync(missing, names, cancellation));
            for (int index = 0; index < asked.Length; index++)
            {
                NuonRecord printed = known[index] ?? fresh.Dequeue();
                Wanted one = asked[index].Wanted;
                PackageSource source = asked[index].Request.Source;
                drafts[KeyOf(one.Name, one.Options, one.Host)] = new ShelvedDraft(source, printed, new DraftReader(source).Read(printed));
                if (known[index] is null)
                {
                    cache?.Put(asked[index].Key, printed);
                }
            }
        }
    }

    private ImmutableArray<Wanted> Unknown(IEnumerable<Wanted> all) =>
        [.. all.Where(one => !drafts.ContainsKey(KeyOf(one.Name, one.Options, one.Host))).DistinctBy(one => KeyOf(one.Name, one.Options, one.Host))];

    private PackageSource SourceOf(string name)
    {
        if (!sources.TryGetValue(name, out PackageSource? source))
        {
            source = set.Read(name);
            sources.Add(name, source);
        }

        return source;
    }

    private static (string Name, string Options, string Level) KeyOf(string name, NuonRecord options, PackageTarget host) =>
        (name, Encoding.UTF8.GetString(NuonText.WriteCanonical(options)), host.Level);

    /// <param name="Name">The package's name.</param>
    /// <param name="Options">The options that are asked for.</param>
    /// <param name="Host">What it is built for.</param>
    /// <param name="Way">The packages that led to it.</param>
    private sealed record Wanted(string Name, NuonRecord Options, PackageTarget Host, ImmutableArray<string> Way);
}

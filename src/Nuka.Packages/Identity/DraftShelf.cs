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
/// <param name="target">What the packages that are asked for are built for; what they name is built for the lowest level, unless it is named with another.</param>
/// <param name="cache">What was found out before; <see langword="null"/>: nothing.</param>
internal sealed class DraftShelf(PackageSet set, EvaluatorTools tools, PackageTarget target, EvaluationCache? cache)
{
    private readonly Dictionary<string, ShelvedDraft> drafts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PackageSource> sources = new(StringComparer.Ordinal);
    private readonly HashSet<string> names = new(set.Nameable, StringComparer.Ordinal);

    private bool isRehearsed;

    /// <summary>Everything that was evaluated, in an order that depends on the packages alone.</summary>
    internal IEnumerable<ShelvedDraft> All => drafts.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => one.Value);

    /// <summary>Evaluates packages and everything that they name, as far as they do not go in circles.</summary>
    /// <param name="packages">The packages and the options that are asked for.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="NukaException">What evaluating and reading drafts throw.</exception>
    internal async Task CollectAsync(IEnumerable<(string Name, NuonRecord Options)> packages, CancellationToken cancellation)
    {
        List<Wanted> asked = [];
        foreach ((string name, NuonRecord options) in packages)
        {
            asked.Add(new Wanted(name, options, target, []));
        }

        List<Wanted> wave = Unknown(asked);
        while (wave.Count > 0)
        {
            await ShelveAsync(wave, cancellation);
            wave = Unknown(wave.SelectMany(one =>
            {
                ImmutableArray<string> way = one.Way.Add(one.Name);
                Draft draft = drafts[one.Key].Draft;
                return draft.Packages.Concat(draft.Tools).Concat(draft.NeedsRun).Where(reference => !way.Contains(reference.Name) && !set.IsGraft(reference.Name))
                    .Select(reference => new Wanted(reference.Name, reference.Options, reference.HostBelow(target), way));
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
        Wanted wanted = new(name, options, host, []);
        if (!drafts.ContainsKey(wanted.Key))
        {
            await ShelveAsync([wanted], cancellation);
        }

        return drafts[wanted.Key];
    }

    private async Task ShelveAsync(List<Wanted> wave, CancellationToken cancellation)
    {
        // Written out, for what is generated for tuples and their queries would be compiled at every start.
        for (List<Wanted> rest = wave; rest.Count > 0;)
        {
            PackageTarget host = rest[0].Host;
            await ShelveAsync(rest.FindAll(one => one.Host == host), host, cancellation);
            rest = rest.FindAll(one => one.Host != host);
        }
    }

    private async Task ShelveAsync(List<Wanted> wave, PackageTarget host, CancellationToken cancellation)
    {
        List<EvaluationRequest> missing = [];
        foreach (Wanted one in wave)
        {
            one.Request = new EvaluationRequest(SourceOf(one.Name), one.Options);
            one.CacheKey = cache is null ? default : EvaluationCache.KeyOf(one.Request, host, names);
            one.Printed = cache?.TryGet(one.CacheKey);
            if (one.Printed is null)
            {
                missing.Add(one.Request);
            }
        }

        if (missing.Count > 0 && !isRehearsed)
        {
            isRehearsed = true;
            EvaluationRehearsal.Start();
        }

        ImmutableArray<NuonRecord> fresh = missing.Count == 0 ? [] : new PackageEvaluator(tools, host).EvaluateAll(missing, names, cancellation);
        int next = 0;
        foreach (Wanted one in wave)
        {
            PackageSource source = one.Request!.Source;
            bool isFresh = one.Printed is null;
            NuonRecord printed = one.Printed ?? fresh[next++];
            drafts[one.Key] = new ShelvedDraft(source, printed, new DraftReader(source).Read(printed));
            if (isFresh)
            {
                cache?.Put(one.CacheKey, printed);
            }
        }
    }

    private List<Wanted> Unknown(IEnumerable<Wanted> all)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        List<Wanted> unknown = [];
        foreach (Wanted one in all)
        {
            if (!drafts.ContainsKey(one.Key) && seen.Add(one.Key))
            {
                unknown.Add(one);
            }
        }

        return unknown;
    }

    /// <summary>A package file, read once.</summary>
    /// <param name="name">The package's name.</param>
    internal PackageSource SourceOf(string name)
    {
        if (!sources.TryGetValue(name, out PackageSource? source))
        {
            source = set.Read(name);
            sources.Add(name, source);
        }

        return source;
    }

    /// <param name="name">The package's name.</param>
    /// <param name="options">The options that are asked for.</param>
    /// <param name="host">What it is built for.</param>
    /// <param name="way">The packages that led to it.</param>
    private sealed class Wanted(string name, NuonRecord options, PackageTarget host, ImmutableArray<string> way)
    {
        internal string Name => name;

        internal NuonRecord Options => options;

        internal PackageTarget Host => host;

        internal ImmutableArray<string> Way => way;

        /// <summary>Names and levels have no blanks in them.</summary>
        internal string Key { get; } = $"{name} {host.Level} {(options.Fields.IsEmpty ? "" : Encoding.UTF8.GetString(NuonText.WriteCanonical(options)))}";

        internal EvaluationRequest? Request { get; set; }

        internal Digest CacheKey { get; set; }

        internal NuonRecord? Printed { get; set; }
    }
}

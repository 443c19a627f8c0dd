using System.Collections.Immutable;
using System.Globalization;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Formats.Nuon;
using Nuka.Packages.Evaluation;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Platform.Processors;

namespace Nuka.Packages.Identity;

/// <summary>
/// Closes drafts: every package that one names is closed in its turn, and stands in the identity as its PID. A package that two others name with the same
/// options is evaluated once.
/// </summary>
/// <param name="set">The packages that there are.</param>
/// <param name="tools">The programs that evaluating takes.</param>
/// <param name="target">What is built for; what is below the package that was asked for is built for the architecture's lowest level, unless it is named with another.</param>
/// <param name="runtimes">Finds a runtime by its label, or by its name alone; <see langword="null"/>: there is none.</param>
/// <param name="import">Gives a file or directory beside a package file its content id.</param>
/// <param name="cache">What evaluating gave before; <see langword="null"/>: nothing.</param>
public sealed class PackageCloser(
    PackageSet set,
    EvaluatorTools tools,
    PackageTarget target,
    Func<string, PackageRuntime?> runtimes,
    Func<string, Cid> import,
    EvaluationCache? cache = null)
{
    /// <summary>Raised whenever what nuka itself does to outputs changes their bytes.</summary>
    public const int Epoch = 2;

    /// <summary>So many packages asked for at once are a set.</summary>
    private const int WholeSet = 8;

    private readonly Dictionary<(string Name, string Options, string Level), PackageIr> done = [];
    private readonly DraftShelf shelf = new(set, tools, target, cache);
    private readonly Dictionary<Pid, string> labels = [];
    private readonly List<(string Package, string Path, string Cid)> locals = [];

    /// <summary>Evaluates a package and everything that it is made from.</summary>
    /// <param name="name">Its name in the set.</param>
    /// <param name="options">The options that are asked for.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="NukaException">
    /// <c>packages/cycle</c>, <c>packages/unknown-option</c>, <c>packages/other-platform</c>, <c>packages/unknown-runtime</c>, <c>packages/no-source</c>,
    /// <c>packages/grafts-differ</c>; what evaluating throws.
    /// </exception>
    public async Task<PackageIr> CloseAsync(string name, NuonRecord options, CancellationToken cancellation) =>
        (await CloseAllAsync([(name, options)], cancellation))[0];

    /// <summary>Evaluates packages and everything that they are made from: what is not known yet is evaluated together.</summary>
    /// <param name="packages">Their names in the set, and the options that are asked for.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="NukaException">As for one.</exception>
    public async Task<ImmutableArray<PackageIr>> CloseAllAsync(IReadOnlyList<(string Name, NuonRecord Options)> packages, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(packages);
        Digest? key = cache is null ? null : KeyOf(packages);
        if (key is not null && TryGetKnown(key.Value) is { } known)
        {
            return known;
        }

        await shelf.CollectAsync(packages, cancellation);
        ImmutableArray<PackageIr>.Builder all = ImmutableArray.CreateBuilder<PackageIr>(packages.Count);
        foreach ((string name, NuonRecord options) in packages)
        {
            all.Add(await CloseAsync(name, options, target, [], cancellation));
        }

        ImmutableArray<PackageIr> closed = all.MoveToImmutable();
        if (key is not null)
        {
            cache!.PutClosed(key.Value, new ClosedPackages { Asked = closed, Labels = labels, Locals = [.. locals.Distinct()] });
        }

        return closed;
    }

    /// <summary>
    /// The question that a whole set is: every file of it, whether asked for or not. For a few packages of a large set reading all would cost more than it spares; their drafts are
    /// known one by one.
    /// </summary>
    private Digest? KeyOf(IReadOnlyList<(string Name, NuonRecord Options)> packages)
    {
        if (packages.Count < WholeSet || packages.Count * 2 < set.Names.Length)
        {
            return null;
        }

        try
        {
            return EvaluationCache.KeyOfAll(packages, target, Epoch, [.. set.Names.Select(shelf.SourceOf)], set.Locks);
        }
        catch (NukaException)
        {
            return null; // a file that is not asked for may be unreadable
        }
    }

    /// <summary>What was closed before, if what it took from beside the files is as it was; it is taken into the store as when it is closed.</summary>
    private ImmutableArray<PackageIr>? TryGetKnown(Digest key)
    {
        try
        {
            return cache!.TryGetClosed(key, runtimes) is { } known
                && known.Locals.All(local => Local(local.Path, shelf.SourceOf(local.Package)).Value == local.Cid) ? known.Asked : null;
        }
        catch (NukaException)
        {
            return null; // it is told where it is closed
        }
    }

    private async Task<PackageIr> CloseAsync(string name, NuonRecord options, PackageTarget host, ImmutableArray<PackageSource> way, CancellationToken cancellation)
    {
        if (way.FirstOrDefault(one => one.Name == name) is not null)
        {
            throw Cycle(name, way);
        }

        (string, string, string) key = (name, System.Text.Encoding.UTF8.GetString(NuonText.WriteCanonical(options)), host.Level);
        if (!done.TryGetValue(key, out PackageIr? closed))
        {
            (PackageSource source, _, Draft draft) = await shelf.GetAsync(name, options, host, cancellation);
            closed = await CloseAsync(draft, source, options, host, way.Add(source), cancellation);
            done.Add(key, closed);
        }

        return closed;
    }

    private async Task<PackageIr> CloseAsync(
        Draft draft, PackageSource source, NuonRecord options, PackageTarget host, ImmutableArray<PackageSource> way, CancellationToken cancellation)
    {
        RequirePlatform(draft, source, host, way);
        NuonRecord chosen = Chosen(draft, source, options);
        (ImmutableArray<NuonValue> sources, ImmutableArray<NuonValue> places) = Sources(draft, source);
        PackageRuntime runtime = Runtime(draft, source);
        Links links = new(runtime);
        NuonRecord pure = NuonRecord.Of(
            ("allow", draft.Allow),
            ("arguments", draft.Arguments),
            ("build", Text(draft.Build)),
            ("epoch", new NuonInteger(Epoch)),
            ("level", Text(host.Level)),
            ("name", Text(draft.Name)),
            ("needs-run", await ReferencesAsync(draft.NeedsRun, PackageRole.Run, host, links, way, cancellation)),
            ("options", chosen),
            ("outputs", new NuonList([.. draft.Outputs.Select(Text)])),
            ("packages", await ReferencesAsync(draft.Packages, PackageRole.Package, host, links, way, cancellation)),
            ("platform", NuonRecord.Of(("build", Text(target.Platform)), ("host", Text(host.Platform)))),
            ("runtime", runtime.Reference),
            ("shell", Text(Shell.Nushell.ProgramCid.ToString())),
            ("sources", new NuonList(sources)),
            ("steps", Text(Steps.StepCommands.CidFor(draft.Build).ToString())),
            ("tools", await ReferencesAsync(draft.Tools, PackageRole.Tool, host, links, way, cancellation)),
            ("variables", draft.Variables),
            ("version", Text(draft.Version)));
        string mark = draft.Impure.Length > 0 ? PackageIr.ImpureByItself : links.Packages.Any(link => link.Package.IsImpure) ? PackageIr.ImpureBelow : "";
        NuonRecord identity = mark.Length > 0 ? new NuonRecord([.. pure.Fields, new NuonField("impure", Text(mark))]) : pure;
        NuonRecord about = new(
        [
            .. draft.About, .. draft.Impure.Length > 0 ? [new NuonField("impure", Text(draft.Impure))] : Array.Empty<NuonField>(),
            new NuonField("cpu", new NuonList([.. draft.Levels.Select(Text)])), new NuonField("defaults", draft.Options),
            new NuonField("platforms", new NuonList([.. draft.Platforms.Select(Text)])),
            new NuonField("sources", new NuonList(places)),
        ]);
        PackageIr closed = new(identity, about, runtime, links.Packages.ToImmutable()) { Grafts = links.Grafts.ToImmutable() };
        labels[closed.Pid] = draft.Runtime;
        return closed;
    }

    /// <summary>Every output of a package is there while another one is built, and of a graft all that it depends on.</summary>
    private async Task<NuonList> ReferencesAsync(
        ImmutableArray<DraftReference> references,
        PackageRole role,
        PackageTarget host,
        Links links,
        ImmutableArray<PackageSource> way,
        CancellationToken cancellation)
    {
        ImmutableArray<NuonValue>.Builder all = ImmutableArray.CreateBuilder<NuonValue>();
        foreach (DraftReference reference in references)
        {
            if (set.IsGraft(reference.Name))
            {
                GraftLink graft = new GraftCloser(set, target).Close(reference, role, links.Runtime, links.Grafts, way[^1]);
                links.Grafts.Add(graft);
                all.AddRange(graft.Packages.Select(package => NuonRecord.Of(("output", Text("out")), ("pid", Text(package.Graft.Pid.ToString())))));
                continue;
            }

            RequireLevel(reference, host, way[^1]);
            PackageIr closed = await CloseAsync(reference.Name, reference.Options, reference.HostBelow(target), way, cancellation);
            links.Packages.Add(new PackageLink(role, closed));
            all.AddRange(closed.Outputs.Select(output => NuonRecord.Of(("output", Text(output)), ("pid", Text(closed.Pid.ToString())))));
        }

        return new NuonList(all.DrainToImmutable());
    }

    private (ImmutableArray<NuonValue> Identity, ImmutableArray<NuonValue> About) Sources(Draft draft, PackageSource source)
    {
        ImmutableArray<NuonValue>.Builder identity = ImmutableArray.CreateBuilder<NuonValue>();
        ImmutableArray<NuonValue>.Builder about = ImmutableArray.CreateBuilder<NuonValue>();
        foreach (DraftSource one in draft.Sources)
        {
            identity.Add(one.Kind switch
            {
                DraftSourceKind.Fetch when one.IsUnpacked => NuonRecord.Of(("kind", Text("fetch")), ("sha256", Text(one.Sha256)), ("unpack", new NuonBoolean(true))),
                DraftSourceKind.Fetch => NuonRecord.Of(
                    ("kind", Text("fetch")), ("name", Text(one.Name)), ("sha256", Text(one.Sha256)), ("unpack", new NuonBoolean(false))),
                DraftSourceKind.Local => NuonRecord.Of(("cid", Taken(one.Path, source)), ("kind", Text("local"))),
                _ => NuonRecord.Of(("cid", Taken(one.Path, source)), ("kind", Text("lock")), ("manager", Text(one.Manager))),
            });
            about.Add(one.Kind == DraftSourceKind.Fetch
                ? NuonRecord.Of(("addresses", new NuonList([.. one.Addresses.Select(Text)])))
                : NuonRecord.Of(("path", Text(one.Path))));
        }

        return (identity.DrainToImmutable(), about.DrainToImmutable());
    }

    private NuonString Taken(string local, PackageSource source)
    {
        NuonString cid = Local(local, source);
        locals.Add((source.Name, local, cid.Value));
        return cid;
    }

    private NuonString Local(string local, PackageSource source)
    {
        string path = Path.GetFullPath(Path.Combine(source.Directory, local));
        try
        {
            if (!PathNames.IsAtOrBelow(RealPath.OrAsWritten(Path.GetDirectoryName(path)!), RealPath.OrAsWritten(source.Directory)) && path != source.Directory)
            {
                throw new Problem("packages/no-source", $"`{local}` leads out of the package file's directory by a link")
                {
                    Hints = ["`local` takes what lies beside the package file; keep a copy of it there"],
                }.ToException();
            }

            return Text(import(path).ToString());
        }
        catch (NukaException error) when (error.Problem.Place is null)
        {
            throw (error.Problem with { Place = source.AtWord(local) }).ToException(error);
        }
    }

    private PackageRuntime Runtime(Draft draft, PackageSource source) => runtimes(draft.Runtime)
        ?? throw new Problem("packages/unknown-runtime", $"there is no runtime `{draft.Runtime}`")
        {
            Place = source.AtWord(draft.Runtime),
            Hints = ["`nuka runtime list` says which there are"],
        }.ToException();

    private static NuonRecord Chosen(Draft draft, PackageSource source, NuonRecord asked)
    {
        foreach (NuonField option in asked.Fields)
        {
            if (!draft.Options.TryGet(option.Name, out NuonValue? standard))
            {
                throw OptionProblem(source, $"`{draft.Name}` has no option `{option.Name}`", [.. draft.Options.Fields.Select(field => field.Name)]);
            }

            if (standard.Kind != option.Value.Kind)
            {
                throw OptionProblem(source, $"the option `{option.Name}` of `{draft.Name}` is of another type", [$"{option.Name}: {NuonText.Write(standard)}"]);
            }
        }

        return new NuonRecord([.. draft.Options.Fields.Select(field => asked.TryGet(field.Name, out NuonValue? value) ? field with { Value = value } : field)]);
    }

    private static NukaException OptionProblem(PackageSource source, string message, string[] known) => new Problem("packages/unknown-option", message)
    {
        Place = source.AtWord("--options"),
        Hints = [known.Length == 0 ? "it has none: `derivation … --options {NAME: DEFAULT}` says which there are" : $"it has: {string.Join(", ", known)}"],
    }.ToException();

    /// <summary>A package runs wherever its level is, with all that it needs.</summary>
    private static void RequireLevel(DraftReference reference, PackageTarget host, PackageSource dependent)
    {
        CpuLevel? own = CpuLevels.Find(host.Level);
        if (reference.Level.Length > 0 && (own is null || !CpuLevels.IsAtMost(CpuLevels.Find(reference.Level)!, own)))
        {
            throw new Problem("packages/level-above", $"`{dependent.Name}` is built for {host.Level} here, and names `{reference.Name}` for {reference.Level}")
            {
                Place = dependent.AtWord(reference.Level),
                Hints = ["name it for the level that is built for: `| at $target.cpu`", "or leave the level out, for one that every processor of the architecture has"],
            }.ToException();
        }
    }

    private static void RequirePlatform(Draft draft, PackageSource source, PackageTarget host, ImmutableArray<PackageSource> way)
    {
        if (!draft.Platforms.IsEmpty && !draft.Platforms.Contains(host.System) && !draft.Platforms.Contains(host.Platform))
        {
            throw new Problem("packages/other-platform", $"`{draft.Name}` does not exist for {host.Platform}")
            {
                Place = source.AtWord("--platforms"),
                Reasons =
                [
                    $"it exists for {string.Join(", ", draft.Platforms)}",
                    .. way.Zip(way.Skip(1), (one, next) => (one.AtWord(next.Name), next.Name)).Select(step => Line(step.Item1, step.Name)),
                ],
                Hints = [way.Length == 1 ? "ask for it on one of these" : $"let `{way[^2].Name}` do without it here, or say in its own `--platforms` where it exists"],
            }.ToException();
        }
    }

    private static NukaException Cycle(string name, ImmutableArray<PackageSource> way)
    {
        PackageSource last = way[^1];
        IEnumerable<PackageSource> circle = way.SkipWhile(one => one.Name != name);
        return new Problem("packages/cycle", $"`{name}` is made from itself: {string.Join(" → ", circle.Select(one => one.Name).Append(name))}")
        {
            Place = last.AtWord(name),
            Reasons = [.. circle.Zip(circle.Skip(1), (one, next) => (one.AtWord(next.Name), next.Name)).Select(step => Line(step.Item1, step.Name))],
            Hints = ["let one of them be built without the other: an option, or a package of its own"],
        }.ToException();
    }

    private static string Line(Place place, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{place.File}:{place.Line}:{place.Column} names `{name}`");

    private static NuonString Text(string text) => new(text);

    /// <summary>What a package names.</summary>
    private sealed record Links(PackageRuntime Runtime)
    {
        internal ImmutableArray<PackageLink>.Builder Packages { get; } = ImmutableArray.CreateBuilder<PackageLink>();

        internal ImmutableArray<GraftLink>.Builder Grafts { get; } = ImmutableArray.CreateBuilder<GraftLink>();
    }
}

using System.Collections.Immutable;
using System.CommandLine;
using System.Text.RegularExpressions;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Graft.Index;
using Nuka.Graft.Sources;
using Nuka.Platform.Errors;
using Nuka.Projects.Discovery;
using Nuka.Projects.Exec;
using Nuka.Projects.Locks;
using Nuka.Projects.Manifests;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka why X</c>: the chain from a package in this project's lock to the line of the project that asked for it.</summary>
internal sealed partial class WhyCommand : NukaCommand
{
    private readonly Argument<string> _name = new("X") { Description = "A package, a runtime, or a need such as pc:cairo" };

    internal WhyCommand(CommandEntry entry)
        : base(entry) => Syntax.Add(_name);

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka why libcairo2", "the line that asked, and the packages between it and this one"),
        new("nuka why node", "where the version of the runtime was stated"),
    ];

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        ProjectPlace place = ProjectPlace.Find(context.WorkingDirectory, rooms.State);
        EnvironmentLock known = LockFile.Open(place.LockPath, place.LockName).Environment
            ?? throw Unknown("cli/no-lock", $"the project {place.Directory} has no lock yet", "try: nuka lock");
        string name = context.Value(_name)!;
        ImmutableArray<LockedPackage> packages = known.Platform(Rooms.PlatformName)?.Packages ?? [];
        LockedPackage[] besides = [.. packages.Where(package => package.IsPrivate && package.Name == Bare(name))];
        packages = packages.RemoveAll(package => package.IsPrivate);
        ProjectManifest manifest = ProjectManifest.ReadFrom(place.Directory);
        Evidence[] asked = [.. Direct(known, manifest, name)];
        if (asked.Length > 0 || packages.Any(package => package.Name == Bare(name)))
        {
            await ExplainAsync(context, rooms, packages, name, asked, candidate => [.. Direct(known, manifest, candidate)]);
        }
        else if (besides.Length == 0)
        {
            throw Unknown("cli/not-in-lock", $"`{name}` is not in {place.LockName}", $"try: nuka info {Bare(name)}");
        }

        ExplainPrivate(context, manifest, besides);
        return ExitCodes.Done;
    }

    private static async Task ExplainAsync(
        CommandContext context, Rooms rooms, ImmutableArray<LockedPackage> packages, string name, Evidence[] asked, Func<string, Evidence[]> direct)
    {
        ImmutableArray<string> chain = [Bare(name)];
        if (asked.Length == 0)
        {
            chain = await rooms.MakeArchive(rooms.MakeFetcher()).MendingAsync(
                () => rooms.Sources, () => ChainAsync(context, rooms, packages, Bare(name), candidate => direct(candidate).Length > 0), context.Cancellation);
            asked = direct(chain[^1]);
        }

        context.Output.WriteLine(PrintableText.From(string.Join(" <- ", chain)));
        foreach (string line in asked.Select(Line).Distinct())
        {
            context.Output.WriteLine(PrintableText.From($"  {line}"));
        }

        if (asked.Length == 0)
        {
            context.Output.WriteLine("  nuka itself: part of every environment");
        }
    }

    /// <summary>Packages in directories of their own: the manifest names what the directory is called after, and they came along with it.</summary>
    private static void ExplainPrivate(CommandContext context, ProjectManifest manifest, LockedPackage[] packages)
    {
        foreach (LockedPackage package in packages)
        {
            string owner = package.Prefix[(package.Prefix.IndexOf('/', StringComparison.Ordinal) + 1)..];
            string above = owner == package.Name ? string.Empty : $" <- {owner}";
            context.Output.WriteLine(PrintableText.From($"{package.Name} {package.Version} in /{package.Prefix}{above}"));
            foreach (RequestedPackage named in manifest.PrivatePackages.Where(named => named.Name == owner))
            {
                context.Output.WriteLine(PrintableText.From($"  {named.Place.File}:{named.Place.Line}: private {named.Text}"));
            }
        }
    }

    /// <summary>Where it stands, and what; a file that asks by being there is only named.</summary>
    private static string Line(Evidence evidence)
    {
        string place = evidence.Line > 0 ? $"{evidence.File}:{evidence.Line}" : evidence.File;
        return evidence.Token == Path.GetFileName(evidence.File) ? place : $"{place}: {evidence.Token}";
    }

    private static NukaException Unknown(string code, string message, string hint) => new Problem(code, message) { Hints = [hint] }.ToException();

    private static string Bare(string name) => name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..];

    /// <summary>What of the project asked for exactly this: the manifest, a need of that name, one that this package answers, or a runtime.</summary>
    private static IEnumerable<Evidence> Direct(EnvironmentLock known, ProjectManifest manifest, string name)
    {
        IEnumerable<Evidence> named = manifest.Packages.Where(package => package.Name == Bare(name))
            .Select(package => new Evidence(package.Place.File, package.Place.Line, package.Text));
        IEnumerable<Evidence> needs = known.Needs.Concat(known.Observed)
            .Where(need => need.Need.Key == name || need.Need.Name == name || (need.Package is { } package && Bare(package) == Bare(name)))
            .Select(need => need.Need.Evidence);
        return named.Concat(needs).Concat(known.Runtimes.Where(runtime => runtime.Name == name || Bare(runtime.Package) == Bare(name))
            .Select(runtime => runtime.Evidence));
    }

    private static async Task<ImmutableArray<string>> ChainAsync(
        CommandContext context, Rooms rooms, ImmutableArray<LockedPackage> packages, string name, Func<string, bool> isAsked)
    {
        using ArchiveCatalogue catalogue = await LookupCommand.OpenAsync(context, rooms);
        return Chain(catalogue.Packages, packages, name, isAsked);
    }

    /// <summary>The shortest chain of dependencies among the locked packages, from the package up to one that the project asked for.</summary>
    private static ImmutableArray<string> Chain(
        PackageIndex index, ImmutableArray<LockedPackage> packages, string name, Func<string, bool> isAsked)
    {
        Dictionary<string, string[]> needs = packages.DistinctBy(package => package.Name)
            .ToDictionary(package => package.Name, package => Dependencies(index, package));
        Dictionary<string, ImmutableArray<string>> reached = new() { [name] = [name] };
        Queue<string> waiting = new([name]);
        while (waiting.TryDequeue(out string? at))
        {
            foreach (string above in needs.Where(pair => pair.Value.Contains(at)).Select(pair => pair.Key).Order(StringComparer.Ordinal))
            {
                if (reached.TryAdd(above, reached[at].Add(above)))
                {
                    waiting.Enqueue(above);
                    if (isAsked(above))
                    {
                        return reached[above];
                    }
                }
            }
        }

        return [name];
    }

    private static string[] Dependencies(PackageIndex index, LockedPackage package)
    {
        IReadOnlyList<PackageRecord> records = index.Find(package.Name);
        if (records.Count == 0)
        {
            return [];
        }

        PackageRecord record = records.FirstOrDefault(candidate => candidate.Version == package.Version) ?? PackageIndex.Newest(records);
        return [.. Name().Matches($"{record.PreDepends}, {record.Depends}").Select(match => match.Groups[1].Value)];
    }

    // A relation begins after a comma or a bar, or at the start (Debian Policy, section 7.1).
    [GeneratedRegex(@"(?:^|[,|])\s*([a-z0-9][a-z0-9+.-]*)")]
    private static partial Regex Name();
}

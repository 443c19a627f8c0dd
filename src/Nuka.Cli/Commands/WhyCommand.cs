using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nuka.Cli.Completions;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Content.Trees;
using Nuka.Graft.Index;
using Nuka.Graft.Sources;
using Nuka.Platform.Errors;
using Nuka.Projects.Discovery;
using Nuka.Projects.Exec;
using Nuka.Projects.Locks;
using Nuka.Projects.Manifests;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka why X</c>: the chain from a package, or a program of one, in this project's lock to the line of the project that asked for it; of what is
/// installed, who signed it.</summary>
internal sealed partial class WhyCommand : NukaCommand
{
    private readonly Argument<string> _name = new("X") { Description = "A package, a program, a runtime, a need such as pc:cairo, or a tree's CID" };

    internal WhyCommand(CommandEntry entry)
        : base(entry) => Syntax.Add(_name);

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka why libcairo2", "the line that asked, and the packages between it and this one"),
        new("nuka why as", "which package has the program, and what brought that one"),
        new("nuka why node", "where the version of the runtime was stated"),
        new("nuka why jq", "outside of a project: why it is in your profile, and who signed what its build gave"),
        new("nuka why libcairo2 --json", "the same as data: the chain, and the lines that asked"),
    ];

    /// <inheritdoc/>
    internal override NameKind? NamesOf(Symbol symbol) => symbol == _name ? NameKind.Locked : null;

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        string name = context.Value(_name)!;
        if (WhyInstalledPage.Find(context, rooms, name) is { } installed && (Cid.TryParse(name, out _) || !IsLocked(rooms, name)))
        {
            if (context.Json)
            {
                context.WriteJsonArray([installed], (json, page) => page.Write(json));
            }
            else
            {
                installed.Write();
            }

            return ExitCodes.Done;
        }

        ProjectPlace place = rooms.FindProject();
        EnvironmentLock known = LockFile.Open(place.LockPath, place.LockName).Environment
            ?? throw Unknown("cli/no-lock", $"the project {place.Directory} has no lock yet", "try: nuka lock");
        ImmutableArray<LockedPackage> packages = known.Platform(Rooms.PlatformName)?.Packages ?? [];
        LockedPackage[] besides = [.. packages.Where(package => package.IsPrivate && package.Name == Bare(name))];
        packages = packages.RemoveAll(package => package.IsPrivate);
        ProjectManifest manifest = ProjectManifest.ReadFrom(place.Directory);
        Evidence[] asked = [.. Direct(known, manifest, name)];
        List<Explanation> explanations = [];
        Evidence[] AskedFor(string candidate) => [.. Direct(known, manifest, candidate)];
        if (asked.Length > 0 || packages.Any(package => package.Name == Bare(name)))
        {
            explanations.Add(await ExplainAsync(context, rooms, packages, name, asked, AskedFor));
        }
        else if (besides.Length == 0)
        {
            string owner = OwnerOf(rooms, packages, Bare(name))
                ?? throw Unknown("cli/not-in-lock", $"`{name}` is not in {place.LockName}", $"try: nuka info {Bare(name)}");
            Explanation explained = await ExplainAsync(context, rooms, packages, owner, AskedFor(owner), AskedFor);
            explanations.Add(explained with { Chain = explained.Chain.Insert(0, Bare(name)) });
        }

        explanations.AddRange(besides.Select(package => ExplainPrivate(manifest, package)));
        if (context.Json)
        {
            context.WriteJsonArray(explanations, WriteJson);
        }
        else
        {
            WriteText(context, explanations);
        }

        return ExitCodes.Done;
    }

    /// <summary>Whether a project is at hand whose lock has the package; then that is what was asked for.</summary>
    private static bool IsLocked(Rooms rooms, string name)
    {
        try
        {
            ProjectPlace place = rooms.FindProject();
            return LockFile.Open(place.LockPath, place.LockName).Environment?.Platform(Rooms.PlatformName)?.Packages.Any(package => package.Name == Bare(name)) == true;
        }
        catch (NukaException)
        {
            return false;
        }
    }

    /// <summary>Why one package is there.</summary>
    /// <param name="Chain">From the package up to what the project asked for.</param>
    /// <param name="Asked">The lines that asked; none if nuka itself needs it.</param>
    /// <param name="Private">The package in a directory of its own, where it is that.</param>
    private sealed record Explanation(ImmutableArray<string> Chain, ImmutableArray<Evidence> Asked, LockedPackage? Private = null);

    private static async Task<Explanation> ExplainAsync(
        CommandContext context, Rooms rooms, ImmutableArray<LockedPackage> packages, string name, Evidence[] asked, Func<string, Evidence[]> direct)
    {
        ImmutableArray<string> chain = [Bare(name)];
        if (asked.Length == 0)
        {
            chain = await rooms.MakeArchive(rooms.MakeFetcher()).MendingAsync(
                () => rooms.Sources, () => ChainAsync(context, rooms, packages, Bare(name), candidate => direct(candidate).Length > 0), context.Cancellation);
            asked = direct(chain[^1]);
        }

        return new Explanation(chain, [.. asked.DistinctBy(Line)]);
    }

    /// <summary>The locked package that has a program; nothing is fetched to find it.</summary>
    private static string? OwnerOf(Rooms rooms, ImmutableArray<LockedPackage> packages, string program)
    {
        DebianArchive archive = rooms.MakeArchive(rooms.MakeFetcher());
        if (archive.ReadState().Releases.IsEmpty)
        {
            return null;
        }

        using ArchiveCatalogue catalogue = archive.Open();
        return catalogue.Contents.FindProgram(program).Select(candidate => candidate.Package)
            .FirstOrDefault(owner => packages.Any(package => package.Name == owner));
    }

    /// <summary>A package in a directory of its own: the manifest names what the directory is called after, and it came along with that.</summary>
    private static Explanation ExplainPrivate(ProjectManifest manifest, LockedPackage package)
    {
        string owner = package.Prefix[(package.Prefix.IndexOf('/', StringComparison.Ordinal) + 1)..];
        return new Explanation(
            owner == package.Name ? [package.Name] : [package.Name, owner],
            [.. manifest.PrivatePackages.Where(named => named.Name == owner)
                .Select(named => new Evidence(named.Place.File, named.Place.Line, $"private {named.Text}"))],
            package);
    }

    private static void WriteText(CommandContext context, List<Explanation> explanations)
    {
        foreach (Explanation explanation in explanations)
        {
            string aside = explanation.Private is { } package ? $" {package.Version} in /{package.Prefix}" : string.Empty;
            string above = string.Concat(explanation.Chain.Skip(1).Select(name => $" <- {name}"));
            context.Output.WriteLine(PrintableText.From($"{explanation.Chain[0]}{aside}{above}"));
            foreach (Evidence asked in explanation.Asked)
            {
                context.Output.WriteLine(PrintableText.From($"  {Line(asked)}"));
            }

            if (explanation.Asked.IsEmpty && explanation.Private is null)
            {
                context.Output.WriteLine("  nuka itself: part of every environment");
            }
        }
    }

    private static void WriteJson(Utf8JsonWriter json, Explanation explanation)
    {
        json.WriteStartObject();
        json.WriteStartArray("chain");
        foreach (string name in explanation.Chain)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        if (explanation.Private is { } package)
        {
            json.WriteString("version", package.Version);
            json.WriteString("prefix", package.Prefix);
        }

        json.WriteStartArray("asked");
        foreach (Evidence asked in explanation.Asked)
        {
            json.WriteStartObject();
            json.WriteString("file", asked.File);
            json.WriteNumber("line", asked.Line);
            json.WriteString("token", asked.Token);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
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

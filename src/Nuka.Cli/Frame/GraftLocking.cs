using System.Collections.Immutable;
using System.Text.Json;
using Nuka.Cli.Output;
using Nuka.Graft.Index;
using Nuka.Graft.Resolve;
using Nuka.Graft.Sources;
using Nuka.Packages.Grafts;
using Nuka.Platform.Errors;
using Nuka.Projects.Exec;
using Nuka.Projects.Runtimes;
using Nuka.Store;

namespace Nuka.Cli.Frame;

/// <summary><c>nuka lock --packages</c>: locks the grafts that the package files of a directory may name.</summary>
/// <param name="context">The command's context.</param>
/// <param name="rooms">The rooms that all commands share.</param>
internal sealed class GraftLocking(CommandContext context, Rooms rooms)
{
    /// <summary>The option that asks for it.</summary>
    internal const string Option = "--packages";

    /// <summary>Locks.</summary>
    /// <param name="written">The directory, as the person wrote it.</param>
    /// <param name="named">The grafts to lock anew or to add; all that are there if none is named.</param>
    /// <exception cref="NukaException">What reading the lock and choosing packages throw.</exception>
    internal async Task<int> RunAsync(string written, ImmutableArray<string> named)
    {
        string directory = context.FullPath(written);
        if (!Directory.Exists(directory))
        {
            throw new Problem("packages/no-set", $"there is no directory {directory}") { Hints = ["name a directory of package files"] }.ToException();
        }

        GraftLock before = GraftLock.Read(directory);
        string platform = PackageRooms.Target.Platform;
        string[] names = [.. named.IsEmpty ? before.Entries.Where(entry => entry.Platform == platform).Select(entry => entry.Name) : named.Distinct(StringComparer.Ordinal)];
        if (names.Length == 0)
        {
            throw new UsageException(new Problem("cli/missing-argument", $"{before.File} has no graft yet, and none is named")
            {
                Hints = [$"try: nuka lock {Option} {written} help2man"],
            });
        }

        using ContentStore store = rooms.OpenStore();
        GraftLock after = before.With(await ChooseAsync(rooms.OpenProjectRooms(store), before, names, platform));
        if (!context.DryRun)
        {
            after.Save();
        }

        Report(before, after);
        return ExitCodes.Done;
    }

    /// <summary>What the runtimes hold, and what stays in the lock, is preferred: then packages can name several grafts, in any runtime.</summary>
    private async Task<ImmutableArray<GraftEntry>> ChooseAsync(ProjectRooms projects, GraftLock before, string[] names, string platform)
    {
        RuntimeShelf shelf = projects.Shelf.Value;
        NamedRuntime lowest = shelf.Runtimes.First(runtime => runtime.On is null);
        if (!projects.IsOffline)
        {
            await projects.Archive.Value.EnsureAsync(projects.Sources.Value, projects.IndexAgeLimit, context.Cancellation);
        }

        using ArchiveCatalogue catalogue = projects.Archive.Value.Open();
        ResolveOptions options = new()
        {
            Architecture = projects.Architecture,
            Clock = projects.Clock,
            Locked =
            [
                .. shelf.Runtimes.SelectMany(runtime => runtime.Lock?.Platform(projects.Platform)?.Packages ?? [])
                    .Select(package => new LockedPackage(package.Name, package.Version, package.Architecture))
                    .Concat(before.Entries.Where(entry => entry.Platform == platform && !names.Contains(entry.Name)).SelectMany(entry => entry.Packages)
                        .Select(package => new LockedPackage(package.Graft.Name, package.Graft.Version, package.Graft.Architecture)))
                    .DistinctBy(package => package.Name),
            ],
        };
        HashSet<string> held = [.. (lowest.Lock?.Platform(projects.Platform)?.Packages ?? []).Select(package => package.Name)];
        GraftChooser chooser = new(catalogue.Packages, options, lowest.Packages, held);
        return [.. names.Select(name => chooser.Choose(name, platform))];
    }

    private void Report(GraftLock before, GraftLock after)
    {
        if (context.Json)
        {
            context.WriteJsonArray(after.Entries.SelectMany(entry => entry.Packages.Select(package => (entry, package))), WriteJson);
            return;
        }

        string[] then = [.. Lines(before)];
        string[] now = [.. Lines(after)];
        foreach (string line in now.Except(then).Select(one => $"+ {one}").Concat(then.Except(now).Select(one => $"- {one}")))
        {
            context.Output.WriteLine(PrintableText.From(line));
        }

        context.Say(PrintableText.From($"{after.File}: {after.Names.Length} {(after.Names.Length == 1 ? "graft" : "grafts")}"));
    }

    private static IEnumerable<string> Lines(GraftLock locked) => locked.Entries.SelectMany(
        entry => entry.Packages.Select(package => $"{entry.Name} for {entry.Platform}: {package.Owner} {package.Graft.Version}"));

    private static void WriteJson(Utf8JsonWriter json, (GraftEntry Entry, LockedGraft Package) one) => PackageJson.Write(
        json,
        one.Package.Graft.Archive,
        one.Package.Graft.Name,
        "",
        ("graft", one.Entry.Name),
        ("platform", one.Entry.Platform),
        ("version", one.Package.Graft.Version),
        ("architecture", one.Package.Graft.Architecture),
        ("sha256", one.Package.Graft.Sha256));
}

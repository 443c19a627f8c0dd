using System.Collections.Immutable;
using System.Text.Json;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Graft.Sources;
using Nuka.Platform.Errors;
using Nuka.Projects.Exec;
using Nuka.Projects.Locks;
using Nuka.Projects.Manifests;
using Nuka.Projects.Outdated;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka outdated</c>: which packages of this project's lock the sources have in newer versions.</summary>
internal sealed class OutdatedCommand(CommandEntry entry) : NukaCommand(entry)
{
    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka outdated", "what nuka update could take, and what the project's own statements hold back"),
        new("nuka outdated --json", "the same as data"),
    ];

    /// <inheritdoc/>
    internal override string Details =>
        "Indexes older than a day are fetched anew first; with --offline, what was fetched is compared. A version in brackets exists and is not "
        + "allowed by the project's own statements. The exit code is 0 whether something is newer or not.";

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        ProjectPlace place = rooms.FindProject();
        EnvironmentLock? known = LockFile.Open(place.LockPath, place.LockName).Environment;
        LockedPlatform platform = known?.Platform(Rooms.PlatformName)
            ?? throw new Problem("cli/no-lock", $"the project {place.Directory} has no lock yet") { Hints = ["try: nuka lock"] }.ToException();
        ProjectRooms opened = rooms.OpenProjectRooms();
        if (!context.Offline)
        {
            await opened.Archive.Value.EnsureAsync(opened.Sources.Value, opened.IndexAgeLimit, context.Cancellation);
        }

        using ArchiveCatalogue catalogue = await LookupCommand.OpenAsync(context, rooms);
        ImmutableArray<OutdatedPackage> packages = await new OutdatedFinder(opened).FindAsync(
            known!, platform, ProjectManifest.ReadFrom(place.Directory), catalogue.Packages, context.Cancellation);
        if (context.Json)
        {
            context.WriteJsonArray(packages, WriteJson);
            return ExitCodes.Done;
        }

        foreach (OutdatedPackage package in packages)
        {
            string allowed = package.Allowed == package.Locked ? string.Empty : $" -> {package.Allowed}";
            string newest = package.Newest == package.Allowed ? string.Empty : $" [{package.Newest}]";
            string aside = package.Prefix.Length == 0 ? string.Empty : $" in /{package.Prefix}";
            context.Output.WriteLine(PrintableText.From($"{package.Archive}:{package.Name}{aside} {package.Locked}{allowed}{newest}  {package.Source}"));
        }

        int free = packages.Count(package => package.Allowed != package.Locked);
        context.Say(packages.IsEmpty ? $"{place.LockName}: the sources have nothing newer"
            : $"{place.LockName}: {Quantity.Count(packages.Length)} of {Quantity.Count(platform.Packages.Length)} packages are to be had newer{(free > 0 ? "   try: nuka update" : "")}");
        return ExitCodes.Done;
    }

    private static void WriteJson(Utf8JsonWriter json, OutdatedPackage package) => PackageJson.Write(
        json,
        package.Archive,
        package.Name,
        package.Prefix,
        ("locked", package.Locked),
        ("allowed", package.Allowed),
        ("newest", package.Newest),
        ("source", package.Source),
        ("runtime", package.Runtime));
}

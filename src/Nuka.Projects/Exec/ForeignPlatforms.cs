using System.Collections.Immutable;
using Nuka.Graft.Cleaning;
using Nuka.Graft.Resolve;
using Nuka.Graft.Sources;
using Nuka.Platform.Errors;
using Nuka.Projects.Locks;
using Nuka.Projects.Manifests;
using LockedPackage = Nuka.Projects.Locks.LockedPackage;

namespace Nuka.Projects.Exec;

/// <summary>
/// Solves a project for platforms that this machine is not. Their packages are chosen, with what their files hash to; what they become is
/// left open, since finishing runs programs of the platform, and is written by the first machine of it.
/// </summary>
/// <param name="rooms">The rooms.</param>
internal sealed class ForeignPlatforms(ProjectRooms rooms)
{
    /// <summary>A lock with an answer for every platform that the manifest states, at the level of processors that it states.</summary>
    /// <param name="known">The lock, which has this machine's answer.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="question">What the lock answers.</param>
    /// <param name="before">The lock until now; <see langword="null"/> for none.</param>
    /// <param name="options">What is to be chosen anew.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="NukaException">
    /// <c>projects/platform-unsupported</c>, <c>projects/platform-sources</c>: there is nothing to choose from; no answer for one of them.
    /// </exception>
    public async Task<EnvironmentLock> AddAsync(
        EnvironmentLock known, ProjectManifest manifest, LockQuestion question, EnvironmentLock? before, ExecOptions options, CancellationToken cancellation)
    {
        List<LockedPlatform> platforms = [.. known.Platforms.Where(one => !manifest.Platforms.Any(platform => platform.Name == one.Name))];
        foreach (RequestedPlatform platform in manifest.Platforms)
        {
            platforms.Add(platform.Name == rooms.Platform
                ? known.Platform(platform.Name)! with { CpuLevel = LevelOf(platform) }
                : await SolveAsync(platform, question, before?.Platform(platform.Name), options, cancellation));
        }

        return manifest.Platforms.IsEmpty ? known : known with { Platforms = [.. platforms.OrderBy(one => one.Name, StringComparer.Ordinal)] };
    }

    private async Task<LockedPlatform> SolveAsync(
        RequestedPlatform wanted, LockQuestion question, LockedPlatform? before, ExecOptions options, CancellationToken cancellation)
    {
        string architecture = PlatformName.Architecture(wanted.Name) ?? throw Unsupported(wanted);
        (DebianArchive archive, SourceList sources) = rooms.ForeignArchive(architecture);
        if (sources.Entries.IsEmpty)
        {
            throw NoSources(wanted, architecture);
        }

        try
        {
            await archive.EnsureAsync(sources, rooms.IndexAgeLimit, cancellation);
        }
        catch (NukaException refused) when (refused.Problem.Code is "graft/update-failed" or "graft/no-such-index")
        {
            throw NotCarried(wanted, architecture, sources, refused);
        }

        using ArchiveCatalogue catalogue = archive.Open();
        ImmutableArray<PlacedPackage> records = ProjectLocker.Resolve(
            question, catalogue.Packages, new ResolveOptions { Architecture = architecture, Clock = rooms.Clock }, before is null ? null : options.Forget(before));
        ImmutableArray<RegistryOrder> modules = await new RegistryOrders(rooms, architecture).MakeAsync(
            [.. question.RegistryPackages.Select(pick => For(pick, architecture))], cancellation);
        LockedPlatform chosen = new()
        {
            Name = wanted.Name,
            CpuLevel = LevelOf(wanted),
            Cleaning = CleaningPolicy.Development.Identity,
            Finish = default,
            Root = default,
            Variables = question.Variables,
            Sources = ProjectLocker.SourcesOf(records, modules),
            Packages = [.. records.Select(record => ProjectLocker.Describe(record, default)), .. modules.Select(module => ProjectLocker.Describe(module, default))],
        };
        return before is { IsOpen: false } && IsSame(before, chosen) ? before : chosen;
    }

    private static string LevelOf(RequestedPlatform platform) => platform.CpuLevel ?? PlatformName.CpuLevel(platform.Name);

    /// <summary>What a machine of the platform wrote stays as long as the same packages are chosen.</summary>
    private static bool IsSame(LockedPlatform before, LockedPlatform chosen) =>
        before.CpuLevel == chosen.CpuLevel && before.Cleaning == chosen.Cleaning
        && before.Packages.Select(Text).SequenceEqual(chosen.Packages.Select(Text)) && before.Variables.SequenceEqual(chosen.Variables);

    private static string Text(LockedPackage package) => $"{package.Archive}:{package.Name} {package.Version} {package.Architecture} {package.Sha256} {package.Prefix}";

    /// <summary>Packages of registries that hold programs have the machine in their names.</summary>
    private RegistryPick For(RegistryPick pick, string architecture)
    {
        string own = $"linux-{ProjectQuestions.MachineOf(rooms.Architecture)}";
        return pick.Name.EndsWith(own, StringComparison.Ordinal) ? pick with { Name = pick.Name[..^own.Length] + $"linux-{ProjectQuestions.MachineOf(architecture)}" } : pick;
    }

    private static NukaException Unsupported(RequestedPlatform wanted) =>
        new Problem("projects/platform-unsupported", $"environments for {wanted.Name} cannot be made yet")
        {
            Place = wanted.Place,
            Reasons = ["packages come from Debian archives, which are for Linux"],
            Hints = ["take it out of [platforms]"],
        }.ToException();

    private static NukaException NotCarried(RequestedPlatform wanted, string architecture, SourceList sources, NukaException refused) =>
        new Problem("projects/platform-sources", $"no source gave packages for {wanted.Name}")
        {
            Place = wanted.Place,
            Reasons =
            [
                $"asked for {architecture}: {string.Join(", ", sources.Entries.Select(source => source.Name).Distinct())}",
                .. refused.Problem.Code == "graft/update-failed" ? refused.Problem.Reasons : [refused.Problem.Message],
            ],
            Hints = ["add a source that has it   try: nuka source add --help", $"or take {wanted.Name} out of [platforms]"],
        }.ToException(refused);

    private static NukaException NoSources(RequestedPlatform wanted, string architecture) =>
        new Problem("projects/platform-sources", $"no source has packages for {wanted.Name}")
        {
            Place = wanted.Place,
            Reasons = [$"every source is restricted to other architectures than {architecture}"],
            Hints = [$"let a source of this machine have it too (Architectures: … {architecture})", "or add one that has   try: nuka source add --help"],
        }.ToException();
}

using System.Collections.Immutable;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Graft.Cleaning;
using Nuka.Graft.Index;
using Nuka.Graft.Resolve;
using Nuka.Graft.Sources;
using Nuka.Platform.Errors;
using Nuka.Projects.Locks;
using Nuka.Projects.Realise;
using GraftLock = Nuka.Graft.Resolve.LockedPackage;
using LockedPackage = Nuka.Projects.Locks.LockedPackage;

namespace Nuka.Projects.Exec;

/// <summary>Answers a question with a lock whose every tree is in the store.</summary>
/// <param name="rooms">The rooms.</param>
public sealed class ProjectLocker(ProjectRooms rooms)
{
    /// <summary>Solves, realises, and writes down the answer.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="catalogue">The archives, open.</param>
    /// <param name="before">The lock until now, from which as little as possible changes; <see langword="null"/> for none.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="NukaException">The question has no answer, or a package cannot be had.</exception>
    public async Task<(EnvironmentLock Lock, RealisedEnvironment Environment)> LockAsync(
        LockQuestion question, ArchiveCatalogue catalogue, EnvironmentLock? before, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(catalogue);
        Nuka.Graft.Resolve.Resolution resolution = new DebianResolver(catalogue.Packages, new ResolveOptions
        {
            Architecture = rooms.Architecture,
            Clock = rooms.Clock,
            Locked = LockedBefore(before),
        }).Resolve(question.Requests);
        cancellation.ThrowIfCancellationRequested();
        PackageRecord[] records = [.. resolution.Packages.Select(package => package.Record)];
        RealisedEnvironment environment = await MakeRealiser().RealiseAsync(
            [.. records.Select(record => PackageOrders.Of(record, rooms.AptCacheDirectory))], cancellation);
        return (Describe(question, records, environment, before), environment);
    }

    /// <summary>Brings the environment of a lock into the store, or finds it there.</summary>
    /// <param name="platform">The lock's answer for this machine.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="NukaException">
    /// <c>projects/lock-differs</c>: the same packages gave other trees than the lock says; a package cannot be had.
    /// </exception>
    public async Task<RealisedEnvironment> RealiseAsync(LockedPlatform platform, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(platform);
        EnvironmentRealiser realiser = MakeRealiser();
        ImmutableArray<Digest> trees = [.. platform.Packages.Select(package => package.Tree.Digest)];
        if (realiser.TryShow(trees, platform.Finish.Digest, platform.Root.Digest, cancellation) is { } ready)
        {
            return ready;
        }

        using ArchiveCatalogue? catalogue = TryOpenCatalogue();
        RealisedEnvironment made = await realiser.RealiseAsync(
            [.. platform.Packages.Select(package => PackageOrders.Of(package, platform, catalogue?.Packages, rooms.AptCacheDirectory))], cancellation);
        return made.Joined == platform.Root.Digest ? made : throw Differs(platform, made);
    }

    /// <summary>What keeps an environment in the store.</summary>
    /// <param name="environment">The environment.</param>
    public static ImmutableArray<Cid> Keeps(RealisedEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return [.. environment.Trees.Append(environment.Finish).Distinct().Select(Cid.OfTree)];
    }

    private EnvironmentRealiser MakeRealiser() =>
        new(rooms.Store, rooms.Downloader, CleaningPolicy.Development, rooms.Finish, rooms.Progress);

    private ImmutableArray<GraftLock> LockedBefore(EnvironmentLock? before) =>
        [.. (before?.Platform(rooms.Platform)?.Packages ?? []).Where(package => package.Archive == "deb")
            .Select(package => new GraftLock(package.Name, package.Version, package.Architecture))];

    private ArchiveCatalogue? TryOpenCatalogue()
    {
        try
        {
            return rooms.Archive.Value.Open();
        }
        catch (NukaException none) when (none.Problem.Code == "graft/no-index")
        {
            // A lock is enough: it names the files and where they lay.
            return null;
        }
    }

    private EnvironmentLock Describe(LockQuestion question, PackageRecord[] records, RealisedEnvironment environment, EnvironmentLock? before)
    {
        LockedPlatform platform = new()
        {
            Name = rooms.Platform,
            CpuLevel = rooms.Architecture == "amd64" ? "x86-64-v1" : "armv8-a",
            Cleaning = CleaningPolicy.Development.Identity,
            Finish = Cid.OfTree(environment.Finish),
            Root = Cid.OfTree(environment.Joined),
            Variables = question.Variables,
            Sources = [.. records.Select(record => record.Release).DistinctBy(release => release.Name)
                .OrderBy(release => release.Name, StringComparer.Ordinal)
                .Select(release => new LockedSource(release.Name, release.Uri, release.Suite, release.Date, release.ReleaseSha256))],
            Packages = [.. records.Zip(environment.Trees, (record, tree) => new LockedPackage
            {
                Archive = "deb",
                Name = record.Name,
                Version = record.Version,
                Architecture = record.Architecture,
                Sha256 = record.Sha256,
                SizeBytes = record.SizeBytes,
                Source = record.Release.Name,
                File = record.FileName,
                Tree = Cid.OfTree(tree),
            })],
        };
        IEnumerable<LockedPlatform> others = (before?.Platforms ?? []).Where(other => other.Name != rooms.Platform);
        return new EnvironmentLock
        {
            Request = question.Digest,
            Runtimes = question.Runtimes,
            Needs = question.Needs,
            Observed = question.Observed,
            Platforms = [.. others.Append(platform).OrderBy(one => one.Name, StringComparer.Ordinal)],
        };
    }

    private static NukaException Differs(LockedPlatform platform, RealisedEnvironment made) =>
        new Problem("projects/lock-differs", "the locked packages gave another environment than the lock says")
        {
            Reasons =
            [
                $"the lock says {platform.Root}",
                $"this machine made {Cid.OfTree(made.Joined)}",
                platform.Cleaning == CleaningPolicy.Development.Identity ? "the rules of making have not changed" : "the lock was made by other cleaning rules",
            ],
            Hints = ["make the lock anew   try: nuka lock"],
        }.ToException();
}

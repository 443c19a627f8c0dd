using System.Collections.Immutable;
using Nuka.Content.Trees;
using Nuka.Formats.Elf;
using Nuka.Graft.Cleaning;
using Nuka.Graft.Resolve;
using Nuka.Graft.Unpack;
using Nuka.Projects.Discovery;
using Nuka.Projects.Exec;
using Nuka.Projects.Locks;
using Nuka.Projects.Manifests;
using Nuka.Store;
using LockedPackage = Nuka.Projects.Locks.LockedPackage;

namespace Nuka.Projects.Observing;

/// <summary>
/// Chooses the run set of an environment: what built artefacts link with, the runtimes, what the manifest names, and everything these need,
/// instead of all that building needed. Trees and control files in the store say it all, so it needs no index and no network.
/// </summary>
/// <param name="store">The store, which has every tree of the environment.</param>
internal sealed class RunSet(ContentStore store)
{
    private const int ProgramBytes = 1 << 30;

    private readonly GraftUnpacker unpacker = new(store, CleaningPolicy.Development);

    /// <summary>What running asks for: rows that artefacts and the command show now, and rows of before that nothing shows at the moment.</summary>
    /// <param name="artefacts">What was built.</param>
    /// <param name="scan">What the project and the command say.</param>
    /// <param name="answer">The lock, whose environment is in the store.</param>
    /// <param name="platform">Its answer for this machine.</param>
    /// <param name="before">The rows until now.</param>
    /// <param name="knownOnly">Whether what no package answers has a row only if it had one.</param>
    public ImmutableArray<LockedNeed> Rows(
        ArtefactReport artefacts, ScanResult scan, EnvironmentLock answer, LockedPlatform platform, ImmutableArray<LockedNeed> before, bool knownOnly = false)
    {
        LibraryOwners owners = LibraryOwners.Of(store, platform);
        IEnumerable<Need> asked = artefacts.Needs.Concat(scan.Needs.Where(need => need.Origin == NeedOrigin.Command))
            .Concat(scan.Runtimes.Where(one => one.Evidence.File == LockRequest.CommandFile)
                .Select(one => new Need(NeedKind.Program, one.Evidence.Token, NeedOrigin.Command, one.Evidence)))
            .Concat(before.Select(row => row.Need));
        List<LockedNeed> rows = [];
        foreach (Need need in asked.DistinctBy(need => need.Key))
        {
            LockedPackage? owner = need.Kind switch
            {
                NeedKind.SharedLibrary => owners.OfLibrary(need.Name),
                NeedKind.Program => owners.OfProgram(need.Name),
                _ => null,
            };
            string? package = owner?.Name ?? answer.Needs.Concat(answer.Observed).FirstOrDefault(row => row.Need.Key == need.Key)?.Package;
            if (package is not null || (Asks(need) && (!knownOnly || before.Any(row => row.Need.Key == need.Key))))
            {
                rows.Add(new LockedNeed(need, package));
            }
        }

        return [.. rows];
    }

    /// <summary>
    /// Whether a need has a row, be it one without a package: without that the whole environment would be asked for it at every start. What a binary may
    /// do without has none, nor has a path, which is no name that a package could answer.
    /// </summary>
    /// <param name="need">The need.</param>
    public static bool Asks(Need need) => need is { Kind: NeedKind.SharedLibrary, Optional: false } && !need.Name.Contains('/', StringComparison.Ordinal);

    /// <summary>Marks the packages that running needs.</summary>
    /// <param name="answer">The lock, with its rows for running.</param>
    /// <param name="platform">Its answer for this machine.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="besides">Packages that are wanted besides.</param>
    /// <returns>All packages of the platform, in their order.</returns>
    public ImmutableArray<LockedPackage> Mark(
        EnvironmentLock answer, LockedPlatform platform, ProjectManifest manifest, IEnumerable<string> besides)
    {
        LockedPackage[] modules = [.. platform.Packages.Where(package => package.Archive != "deb" && IsWanted(package, answer))];
        IEnumerable<string> seeds = ResolvePolicy.Debian.Base
            .Concat(manifest.Packages.Select(package => package.Name))
            .Concat(besides.Select(Bare))
            .Concat(answer.Needs.Where(row => RunNeeds.Counts(row.Need)).Concat(answer.Observed).Concat(answer.Run).Select(row => row.Package).OfType<string>())
            .Concat(answer.Runtimes.Where(one => one.Package.StartsWith("deb:", StringComparison.Ordinal) && IsWanted(one, answer)).Select(one => Bare(one.Package)))
            .Concat(LinkedBy(modules, platform));
        RunCandidate[] candidates = [.. platform.Packages.Where(package => package.Archive == "deb").Select(Candidate)];
        seeds = seeds.Concat(platform.Packages.Where(package => package.IsPrivate).Select(NameOf));
        ImmutableHashSet<string> chosen = RunClosure.Of(candidates, seeds);
        return
        [
            .. platform.Packages.Select(package => package with
            {
                Run = package.Archive == "deb" ? chosen.Contains(NameOf(package)) : modules.Any(module => module.Name == package.Name),
            }),
        ];
    }

    /// <summary>Foresees the run set before anything is fetched, from what the index says of the packages.</summary>
    /// <param name="packages">The packages of the whole environment.</param>
    /// <param name="question">What the lock is to answer.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="scan">What the project and the command say.</param>
    /// <param name="asked">Packages that are wanted besides, or that answer what was built.</param>
    /// <returns>Those that running needs; what the programs of a registry's packages link with shows only when they are fetched.</returns>
    public static ImmutableArray<PlacedPackage> Foresee(
        ImmutableArray<PlacedPackage> packages, LockQuestion question, ProjectManifest manifest, ScanResult scan, IEnumerable<string> asked)
    {
        HashSet<string> named = [.. scan.Needs.Where(need => need.Origin == NeedOrigin.Command).Select(need => need.Key)];
        IEnumerable<string> seeds = ResolvePolicy.Debian.Base
            .Concat(manifest.Packages.Select(package => package.Name))
            .Concat(asked.Select(Bare))
            .Concat(question.Needs.Where(row => RunNeeds.Counts(row.Need) || named.Contains(row.Need.Key)).Concat(question.Observed)
                .Select(row => row.Package).OfType<string>())
            .Concat(question.Runtimes.Where(one => one.Package.StartsWith("deb:", StringComparison.Ordinal) && IsForeseen(one, scan)).Select(one => Bare(one.Package)))
            .Concat(packages.Where(package => package.Prefix.Length > 0).Select(NameOf));
        RunCandidate[] candidates =
        [
            .. packages.Select(package => new RunCandidate(
                NameOf(package), $"{package.Record.PreDepends},{package.Record.Depends}", package.Prefix.Length > 0 ? string.Empty : package.Record.Provides)),
        ];
        ImmutableHashSet<string> chosen = RunClosure.Of(candidates, seeds);
        return packages.RemoveAll(package => !chosen.Contains(NameOf(package)));
    }

    private static bool IsForeseen(LockedRuntime runtime, ScanResult scan) => RunNeeds.Counts(runtime.Name)
        && (runtime.Name is not ("npm" or "pnpm" or "yarn") || scan.Runtimes.Any(one => one.Name == runtime.Name && one.Evidence.File == LockRequest.CommandFile));

    private static string NameOf(PlacedPackage package) => package.Prefix.Length > 0 ? $"{package.Record.Name} in /{package.Prefix}" : package.Record.Name;

    private static string Bare(string name) => name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('=')[0];

    /// <summary>Package managers from the archive bring a build environment of their own: they come only when a command named them.</summary>
    private static bool IsWanted(LockedRuntime runtime, EnvironmentLock answer) => RunNeeds.Counts(runtime.Name)
        && (runtime.Name is not ("npm" or "pnpm" or "yarn") || answer.Run.Any(row => row.Need.Kind == NeedKind.Program && row.Package == Bare(runtime.Package)));

    private static bool IsWanted(LockedPackage package, EnvironmentLock answer) =>
        answer.Runtimes.Any(one => one.Package == $"{package.Archive}:{package.Name}" && RunNeeds.Counts(one.Name));

    // The manifest names private packages itself, so running has them all, with what they take from the root. They answer no need of others.
    private static string NameOf(LockedPackage package) => package.IsPrivate ? $"{package.Name} in /{package.Prefix}" : package.Name;

    private RunCandidate Candidate(LockedPackage package)
    {
        GraftedPackage graft = unpacker.TryFind(Convert.FromHexString(package.Sha256))
            ?? throw new InvalidOperationException($"the store does not know {package.Name}, which it shows");
        IReadOnlyDictionary<string, string> fields = PackageControl.Open(store, graft).ReadFields();
        string requires = $"{fields.GetValueOrDefault("Pre-Depends", string.Empty)},{fields.GetValueOrDefault("Depends", string.Empty)}";
        return new RunCandidate(NameOf(package), requires, package.IsPrivate ? string.Empty : fields.GetValueOrDefault("Provides", string.Empty));
    }

    /// <summary>Packages of registries state no requirements of the system: what node itself links with is read from it.</summary>
    private IEnumerable<string> LinkedBy(LockedPackage[] modules, LockedPlatform platform)
    {
        LibraryOwners? owners = modules.Length == 0 ? null : LibraryOwners.Of(store, platform);
        foreach (LockedPackage module in modules)
        {
            foreach (TreeEntry program in (store.FindTree(module.Tree.Digest, "usr/bin")?.Entries ?? []).Where(entry => entry.Kind == TreeEntryKind.File))
            {
                byte[] bytes = store.ReadBlob(program.Digest, ProgramBytes);
                foreach (string soName in ElfFile.TryRead(bytes)?.Needed ?? [])
                {
                    if (owners!.OfLibrary(soName) is { } owner)
                    {
                        yield return owner.Name;
                    }
                }
            }
        }
    }
}

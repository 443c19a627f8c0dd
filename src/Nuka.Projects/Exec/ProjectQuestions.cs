using System.Collections.Immutable;
using Nuka.Graft.Index;
using Nuka.Graft.Resolve;
using Nuka.Graft.Sources;
using Nuka.Platform.Errors;
using Nuka.Projects.Answers;
using Nuka.Projects.Discovery;
using Nuka.Projects.Discovery.Npm;
using Nuka.Projects.Locks;
using Nuka.Projects.Manifests;
using Nuka.Projects.Runtimes;

namespace Nuka.Projects.Exec;

/// <summary>Turns a project to the question that its lock answers: what its manifest names and what its files need.</summary>
/// <param name="rooms">The rooms.</param>
public sealed class ProjectQuestions(ProjectRooms rooms)
{
    private const string NpmArchive = "npm:";
    private static readonly string[] Registries = ["npm", "nuget"];

    // One question may be asked again with more in it; a person hears each note once.
    private readonly HashSet<string> said = new(StringComparer.Ordinal);

    /// <summary>Finds what a project needs, from its files alone or with packages of npm that are yet to be installed.</summary>
    /// <param name="place">The project.</param>
    /// <param name="options">What the person asked for: the command that is to run, or none, and where.</param>
    /// <param name="cancellation">Stops the scan.</param>
    public Task<ScanResult> ScanAsync(ProjectPlace place, ExecOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(place);
        ArgumentNullException.ThrowIfNull(options);
        return ProjectScanner.ScanAsync(
            new ScanRequest
            {
                ProjectDirectory = place.Directory,
                WorkingDirectory = place.StartOf(options.WorkingDirectory),
                Command = options.Command,
                NpmRegistry = new RegistryNpmPackages(rooms.Npm.Value),
                Architecture = NpmArchitecture,
            },
            cancellation);
    }

    /// <summary>Asks: turns needs to packages, chooses runtimes.</summary>
    /// <param name="manifest">The project's manifest.</param>
    /// <param name="scan">What was found.</param>
    /// <param name="packages">Packages wanted besides, for this time.</param>
    /// <param name="catalogue">The archives, open.</param>
    /// <param name="before">The lock until now: what earlier commands, failures and artefacts asked for stays.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="NukaException"><c>projects/nothing-answers</c>, <c>projects/runtime-unavailable</c>.</exception>
    public async Task<LockQuestion> AskAsync(
        ProjectManifest manifest,
        ScanResult scan,
        ImmutableArray<string> packages,
        ArchiveCatalogue catalogue,
        EnvironmentLock? before,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(scan);
        ArgumentNullException.ThrowIfNull(catalogue);
        ImmutableArray<IRuntimeSource> sources = [new DebianRuntimes(catalogue.Packages), new NpmRuntimes(rooms.Npm.Value, NpmArchitecture),
            new NuGetRuntimes(rooms.NuGet.Value, NpmArchitecture)];
        IEnumerable<RuntimeRequest> earlier = (before?.Runtimes ?? []).Where(one => one.Evidence.File == LockRequest.CommandFile)
            .Select(one => new RuntimeRequest(one.Name, one.Range, one.Evidence));
        ImmutableArray<LockedRuntime> runtimes = await new RuntimeSelector(sources).SelectAsync(manifest, scan.Runtimes.Concat(earlier), cancellation);
        NeedResolver resolver = new(catalogue.Packages, catalogue.Contents, Present(manifest, packages, runtimes));
        NeedAnswers answers = resolver.FindAll(Kept(scan, before));
        NeedAnswers observed = resolver.FindAll((before?.Observed ?? []).Select(locked => locked.Need));
        foreach (string note in scan.Notes.Concat(answers.Notes).Concat(observed.Notes).Where(said.Add))
        {
            rooms.Progress.Note(note);
        }

        return new LockQuestion
        {
            Digest = LockRequest.Digest(manifest, scan),
            Requests =
            [
                .. manifest.Packages.Select(Request),
                .. answers.Packages.Concat(observed.Packages).Distinct().Where(name => !IsReplaced(name, runtimes)).Select(name => new ResolveRequest(name)),
                .. runtimes.SelectMany(runtime => PackagesOf(runtime, catalogue.Packages))
                    .Concat(rooms.Shelf.Value.Under(runtimes).SelectMany(runtime => runtime.Packages).Where(catalogue.Packages.Contains)).Distinct()
                    .Select(request => new ResolveRequest(request)),
                .. packages.Select(name => new ResolveRequest(WithoutArchive(name))),
            ],
            PrivateRequests = [.. manifest.PrivatePackages.Select(Request)],
            RegistryPackages = [.. runtimes.Select(Pick).Where(pick => Registries.Contains(pick.Archive, StringComparer.Ordinal))],
            Needs = answers.Needs,
            Observed = observed.Needs,
            Runtimes = runtimes,
            Variables = scan.Variables,
        };
    }

    private static RegistryPick Pick(LockedRuntime runtime)
    {
        string[] package = runtime.Package.Split(':', 2);
        return new RegistryPick(package[0], package[^1], runtime.Version);
    }

    /// <summary>The machine in npm's words, which are NuGet's too: <c>x64</c>.</summary>
    internal string NpmArchitecture => MachineOf(rooms.Architecture);

    /// <summary>A Debian architecture in the words of npm and NuGet.</summary>
    /// <param name="architecture">Such as <c>amd64</c>.</param>
    internal static string MachineOf(string architecture) => architecture == "amd64" ? "x64" : architecture;

    /// <summary>A program that a runtime from npm brings is not taken from the archive as well: each path has one owner.</summary>
    private static bool IsReplaced(string package, ImmutableArray<LockedRuntime> runtimes) => package switch
    {
        "nodejs" or "libnode-dev" => runtimes.Any(one => one.Name == "node" && one.Package.StartsWith(NpmArchive, StringComparison.Ordinal)),
        "npm" => runtimes.Any(one => one.Name == "npm" && one.Package.StartsWith(NpmArchive, StringComparison.Ordinal)),
        "yarnpkg" => runtimes.Any(one => one.Name == "yarn" && one.Package.StartsWith(NpmArchive, StringComparison.Ordinal)),
        _ => false,
    };

    /// <summary>The packages that are in the environment whatever its needs are answered by, as far as that is known before it is resolved.</summary>
    private IEnumerable<string> Present(ProjectManifest manifest, ImmutableArray<string> packages, ImmutableArray<LockedRuntime> runtimes) =>
    [
        .. manifest.Packages.Select(package => package.Name),
        .. packages.Select(name => WithoutArchive(name).Split('=')[0]),
        .. rooms.Shelf.Value.Under(runtimes).SelectMany(runtime => runtime.Packages.Concat(
            (runtime.Lock?.Platforms ?? []).SelectMany(platform => platform.Packages).Select(package => package.Name))),
    ];

    /// <summary>What was found now, and what commands and failures before asked for: a lock serves many commands.</summary>
    private static IEnumerable<Need> Kept(ScanResult scan, EnvironmentLock? before)
    {
        HashSet<string> now = [.. scan.Needs.Select(need => need.Key)];
        return scan.Needs.Concat((before?.Needs ?? []).Select(locked => locked.Need)
            .Where(need => need.Origin is NeedOrigin.Command or NeedOrigin.Failure && !now.Contains(need.Key)));
    }

    private static ResolveRequest Request(RequestedPackage package) =>
        new(package.Version is null ? package.Name : $"{package.Name}={package.Version}") { Place = package.Place };

    private static string WithoutArchive(string name) => name.StartsWith("deb:", StringComparison.Ordinal) ? name["deb:".Length..] : name;

    /// <summary>The Debian packages of a runtime; what builds against it needs its headers too, where they are a package of their own.</summary>
    private static IEnumerable<string> PackagesOf(LockedRuntime runtime, PackageIndex packages)
    {
        if (!runtime.Package.StartsWith("deb:", StringComparison.Ordinal))
        {
            return [];
        }

        string name = runtime.Package["deb:".Length..];
        const string Headers = "libnode-dev";
        bool hasHeaders = name == "nodejs" && packages.Find(Headers).Any(record => DebianRuntimes.IsOf(runtime.Version, record.Version));
        IEnumerable<string> headers = hasHeaders ? [Headers] : [];
        return packages.Contains(name)
            ? headers.Prepend(DebianRuntimes.Request(name, runtime.Version, [.. packages.Find(name).Select(record => record.Version).Distinct()])) : headers;
    }
}

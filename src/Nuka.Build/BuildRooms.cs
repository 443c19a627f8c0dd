using System.Collections.Immutable;
using Nuka.Build.Realisations;
using Nuka.Build.Roots;
using Nuka.Build.Sources;
using Nuka.Content.Hashing;
using Nuka.Environments.Exec;
using Nuka.Packages.Grafts;
using Nuka.Packages.Identity;
using Nuka.Platform.Progress;
using Nuka.Platform.State;
using Nuka.Store;

namespace Nuka.Build;

/// <summary>What building takes, opened by the command line.</summary>
public sealed record BuildRooms
{
    /// <summary>The state directory.</summary>
    public required StateDirectory State { get; init; }

    /// <summary>The store.</summary>
    public required ContentStore Store { get; init; }

    /// <summary>The programs that make sandboxes.</summary>
    public required SandboxTools Tools { get; init; }

    /// <summary>The processor's architecture: <c>amd64</c> or <c>arm64</c>, as Debian names it.</summary>
    public required string Architecture { get; init; }

    /// <summary>Whether the caller is root; then what of the machine is seen through /proc is covered.</summary>
    public required bool IsRoot { get; init; }

    /// <summary>The verified Nushell, which runs build steps.</summary>
    public required string Nushell { get; init; }

    /// <summary>Brings a runtime into the store, with grafts that it does not hold: they are joined above its own, in order, and finished with them.</summary>
    public required Func<PackageRuntime, ImmutableArray<LockedGraft>, CancellationToken, Task<RealisedRuntime>> Runtimes { get; init; }

    /// <summary>Brings the sources of a package into the store, in the order of its identity.</summary>
    public required Func<PackageIr, CancellationToken, Task<ImmutableArray<FetchedSource>>> Sources { get; init; }

    /// <summary>What came of builds before, and signs what comes of them now.</summary>
    public required RealisationBook Book { get; init; }

    /// <summary>Hears of the course of the work.</summary>
    public required IProgressSink Progress { get; init; }

    /// <summary>Trees that the closure holds already, such as those of the profile: of several that keys name for one build, one of these is taken first.</summary>
    public IReadOnlySet<Digest> InUse { get; init; } = ImmutableHashSet<Digest>.Empty;

    /// <summary>Hears of each package that is not built because its trees are known, once for each builder.</summary>
    public Action<BuiltPackage>? Taken { get; init; }

    /// <summary>
    /// A directory of the caller's own in memory, or on another kind of file system than the state: there a build lies that is compared with an earlier one.
    /// <see langword="null"/>, or none: it lies where all do.
    /// </summary>
    public Func<string?>? OtherDisk { get; init; }

    /// <summary>What a person calls a package on the command line, where it is not its name: the path of its file.</summary>
    public Func<string, string> Called { get; init; } = name => name;

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Gets each line that a build prints, from any thread; <see langword="null"/>: only logs and <see cref="Progress"/> do.</summary>
    public Action<PackageIr, string>? Output { get; init; }
}

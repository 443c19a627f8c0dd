using System.Collections.Immutable;

namespace Nuka.Projects.Locks;

/// <summary>What a lock says under <c>[environment]</c> (specs/lock.md).</summary>
public sealed record EnvironmentLock
{
    /// <summary>The version of the format that this program writes, and the only one it reads.</summary>
    public const int FormatVersion = 1;

    /// <summary>Digest of everything the answer depends on; see <see cref="LockRequest"/>. A different one means that the lock is stale.</summary>
    public required string Request { get; init; }

    /// <summary>The order in which bare names are looked for: <c>deb</c>, <c>pkg</c>.</summary>
    public ImmutableArray<string> Order { get; init; } = ["deb"];

    /// <summary>The runtimes.</summary>
    public ImmutableArray<LockedRuntime> Runtimes { get; init; } = [];

    /// <summary>What the project's files ask for.</summary>
    public ImmutableArray<LockedNeed> Needs { get; init; } = [];

    /// <summary>What only built artefacts ask for; removed by <c>nuka lock --prune</c> alone.</summary>
    public ImmutableArray<LockedNeed> Observed { get; init; } = [];

    /// <summary>What running asks for, and which package of the environment answers it: built artefacts, and commands of <c>exec --run</c>.</summary>
    public ImmutableArray<LockedNeed> Run { get; init; } = [];

    /// <summary>The answers, one a platform.</summary>
    public ImmutableArray<LockedPlatform> Platforms { get; init; } = [];

    /// <summary>The answer for a platform, or <see langword="null"/>.</summary>
    /// <param name="name">The platform's name.</param>
    public LockedPlatform? Platform(string name) => Platforms.FirstOrDefault(platform => platform.Name == name);

    /// <summary>The names of what can be chosen anew: packages of some platforms, and runtimes.</summary>
    /// <param name="platforms">The names of the platforms that are chosen for.</param>
    public IEnumerable<string> NamesOn(IReadOnlyCollection<string> platforms) =>
        Platforms.Where(platform => platforms.Contains(platform.Name)).SelectMany(platform => platform.Packages).Select(package => package.Name)
            .Concat(Runtimes.Select(runtime => runtime.Name));
}

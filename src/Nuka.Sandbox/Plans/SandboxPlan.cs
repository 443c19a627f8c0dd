using System.Collections.Immutable;

namespace Nuka.Sandbox.Plans;

/// <summary>
/// Everything one start of a sandbox needs, as a value: what is its root, what is mounted, what the program may do and see. It is
/// compiled to a plan file (specs/plan.md) that the launcher executes without .NET. Paths are absolute and without <c>.</c>, <c>..</c>
/// and doubled slashes; text is written as UTF-8.
/// </summary>
public sealed record SandboxPlan
{
    /// <summary>
    /// The roots to try, in order; the next is taken only when the machine cannot make the one before. At least one, at most <see
    /// cref="PlanLimits.Roots"/>.
    /// </summary>
    public required ImmutableArray<SandboxRoot> Roots { get; init; }

    /// <summary>
    /// An existing empty directory that an <see cref="OverlayRoot"/> is mounted on, in the launcher's own mount namespace: nobody else sees
    /// it.
    /// </summary>
    public required string MountPoint { get; init; }

    /// <summary>What connects the program with the internet; exactly where <see cref="Network"/> is <see cref="SandboxNetwork.Internet"/>.</summary>
    public InternetStack? InternetStack { get; init; }

    /// <summary>Whether the program shares the machine's host name, or has this one; <see langword="null"/> shares it.</summary>
    public string? HostName { get; init; }

    /// <summary>The user id the program sees; <see langword="null"/> is the caller's own.</summary>
    public uint? UserId { get; init; }

    /// <summary>The group id the program sees; <see langword="null"/> is the caller's own.</summary>
    public uint? GroupId { get; init; }

    /// <summary>Names that a person wants to be told of wherever the program has created one; <see langword="null"/>: none.</summary>
    public NewNames? NewNames { get; init; }

    /// <summary>
    /// Where the command's first word is found first along <c>PATH</c>, inside; <see langword="null"/>: it is looked for at each start. Only what can never change
    /// may be said here: a place in the root itself.
    /// </summary>
    public string? Program { get; init; }

    /// <summary>The directory the program starts in, inside.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>What is mounted over the root, in this order: a later one hides an earlier one. Missing mount points are made.</summary>
    public ImmutableArray<SandboxMount> Mounts { get; init; } = [];

    /// <summary>
    /// Paths inside, below a writable mount, that the program must neither write nor move aside: files or directories that exist when the
    /// plan is made. Directories between the mount and the path are pinned too.
    /// </summary>
    public ImmutableArray<string> ProtectedPaths { get; init; } = [];

    /// <summary>
    /// Symbolic links inside, below a writable mount, that the program must not replace; what they point to is protected by <see
    /// cref="ProtectedPaths"/>. Only an <see cref="OverlayRoot"/> can keep one in its place: on another root the sandbox cannot be built.
    /// </summary>
    public ImmutableArray<string> ProtectedLinks { get; init; } = [];

    /// <summary>Host paths that were absent when the plan was made and that a person wants to be told of when the program has created them.</summary>
    public ImmutableArray<string> WatchedPaths { get; init; } = [];

    /// <summary>Which network the program sees.</summary>
    public SandboxNetwork Network { get; init; } = SandboxNetwork.None;

    /// <summary>Variables with fixed values. Names that begin with <c>DOTNET_</c> or <c>COMPlus_</c> are refused.</summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Variables whose values are the caller's at the moment of the start, where they are set; they win over <see cref="Environment"/>.
    /// </summary>
    public ImmutableArray<string> PassedVariables { get; init; } = [];

    /// <summary>What runs when the command line names no command, as <c>nuka shell</c> does; may be empty.</summary>
    public ImmutableArray<string> Command { get; init; } = [];

    /// <summary>Which system calls are open.</summary>
    public SystemCallPolicy SystemCalls { get; init; } = SystemCallPolicy.Default;

    /// <summary>What Landlock enforces besides the mounts.</summary>
    public Confinement Confinement { get; init; } = Confinement.None;

    /// <summary>Session and system bus, filtered; <see langword="null"/>: neither is reachable.</summary>
    public MessageBus? MessageBus { get; init; }

    /// <summary>
    /// The lease file: locked shared from before the checks until the last process of the sandbox is gone; <see langword="null"/>: nothing
    /// to keep.
    /// </summary>
    public string? LeaseFile { get; init; }

    /// <summary>What must be unchanged for this plan to be used again without .NET; a start with <c>--start</c> checks the lease only.</summary>
    public ImmutableArray<FreshnessEntry> Freshness { get; init; } = [];

    /// <summary>The key that the front command looked this plan up with, 32 bytes; empty for a plan that is used once.</summary>
    public ImmutableArray<byte> Key { get; init; } = [];

    /// <summary>The bubblewrap executable.</summary>
    public required string Bubblewrap { get; init; }

    /// <summary>The launcher, which is also the first process inside.</summary>
    public required string Launcher { get; init; }
}

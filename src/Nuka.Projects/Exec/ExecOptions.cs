using System.Collections.Immutable;
using Nuka.Environments.Permissions;
using Nuka.Formats.Toml;
using Nuka.Projects.Discovery;
using Nuka.Projects.Locks;

namespace Nuka.Projects.Exec;

/// <summary>What a person asked for on the command line of <c>exec</c> or <c>shell</c>.</summary>
public sealed record ExecOptions
{
    /// <summary>The directory they stand in.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Whether they named that directory, rather than standing in it; see <see cref="ProjectPlace.Find"/>.</summary>
    public bool IsDirectoryNamed { get; init; }

    /// <summary>The command and its arguments; for a shell, the shell.</summary>
    public required ImmutableArray<string> Command { get; init; }

    /// <summary>Packages that are wanted besides, for this time only.</summary>
    public ImmutableArray<string> Packages { get; init; } = [];

    /// <summary>What is allowed this time.</summary>
    public PermissionSet Allowed { get; init; } = PermissionSet.Empty;

    /// <summary>What is denied this time.</summary>
    public PermissionSet Denied { get; init; } = PermissionSet.Empty;

    /// <summary>Whether a lock that does not answer the project any more is an error rather than made anew.</summary>
    public bool Locked { get; init; }

    /// <summary>Whether the smaller set for running what was built is wanted, in the place of the whole environment.</summary>
    public bool Run { get; init; }

    /// <summary>Whether what artefacts asked for once and ask for no more goes from the lock, and what failed runs asked for.</summary>
    public bool Prune { get; init; }

    /// <summary>Needs that a failed run showed, of <see cref="NeedOrigin.Failure"/>.</summary>
    public ImmutableArray<Need> Learned { get; init; } = [];

    /// <summary>Names of packages or needs that only commands or failed runs asked for, to go from the lock; see <see cref="Locks.LockedNeed.IsRemembered"/>.</summary>
    public ImmutableArray<string> Forgotten { get; init; } = [];

    /// <summary>Whether the root is wanted at its stable path; see <see cref="Realise.StableRoot"/>.</summary>
    public bool ShowsRoot { get; init; }

    /// <summary>Whether the lock is made for this time only, and not written.</summary>
    public bool IsTrial { get; init; }

    /// <summary>
    /// A change of the project's manifest, which is written together with the lock. It is made of the manifest as it is in the command's turn
    /// (see <see cref="ProjectTurn"/>), so it may be called more than once.
    /// </summary>
    public Func<TomlDocument, TomlDocument>? Edit { get; init; }

    /// <summary>Names of packages to choose anew although the lock still answers; <see cref="ReplaceAll"/> alone for all of them.</summary>
    public ImmutableArray<string> Replaced { get; init; } = [];

    /// <summary>Whether the lock has to be made anew though it may still answer.</summary>
    internal bool WantsAnotherLock => !Packages.IsEmpty || !Replaced.IsEmpty || !Learned.IsEmpty || !Forgotten.IsEmpty || Prune || Edit is not null;

    /// <summary>Whether the lock is written when it changes.</summary>
    internal bool WritesLock => Packages.IsEmpty && !IsTrial && !Locked;

    /// <summary>An answer without the packages that are to be chosen anew: what stays is preferred, what is forgotten may change.</summary>
    /// <param name="platform">The answer.</param>
    internal LockedPlatform Forget(LockedPlatform platform) => platform with
    {
        Packages = platform.Packages.RemoveAll(package => Replaced.Contains(ReplaceAll) || Replaced.Contains(package.Name)),
    };

    /// <summary>In <see cref="Replaced"/>: every package.</summary>
    public const string ReplaceAll = "*";
}

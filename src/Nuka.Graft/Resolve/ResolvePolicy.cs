using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Nuka.Graft.Resolve;

/// <summary>What nuka's environments differ in from an installed Debian. Its name is recorded in locks: changed rules need a new name.</summary>
public sealed record ResolvePolicy
{
    /// <summary>The name and number of these rules.</summary>
    public required string Name { get; init; }

    /// <summary>Packages that are always there, since packages that need them do not say so (Essential: yes).</summary>
    public ImmutableArray<string> Base { get; init; } = [];

    /// <summary>Those of <see cref="Base"/> that are left out where no archive has them.</summary>
    public FrozenSet<string> BaseWhereKnown { get; init; } = [];

    /// <summary>
    /// Names whose work the finish layer does, because packages need them only in maintainer scripts: a requirement that one of them would
    /// satisfy is counted as satisfied (a <em>pruned edge</em>).
    /// </summary>
    public FrozenSet<string> Assumed { get; init; } = [];

    /// <summary>Packages that really run what they require: of theirs no requirement is pruned.</summary>
    public FrozenSet<string> KeepsAll { get; init; } = [];

    /// <summary>Packages that are never chosen unless asked for by name.</summary>
    public FrozenSet<string> Avoided { get; init; } = [];

    /// <summary>No base and nothing pruned: what the archives say and nothing else.</summary>
    public static ResolvePolicy Literal { get; } = new() { Name = "literal@1" };

    /// <summary>
    /// For environments from Debian. The base is the smallest useful one; perl-base is part of it, since packages have scripts of Perl
    /// without saying that they need it (<c>/usr/bin/pg_config</c>). <c>usrmerge</c> is avoided: its script would rebuild a root that is
    /// merged already.
    /// </summary>
    public static ResolvePolicy Debian { get; } = new()
    {
        Name = "debian@1",
        Base =
        [
            "base-files", "bash", "coreutils", "dash", "debianutils", "diffutils", "findutils", "grep", "gzip", "hostname", "libc-bin",
            "mawk", "perl-base", "sed", "tar", "usr-is-merged",
        ],
        BaseWhereKnown = ["perl-base", "usr-is-merged"],
        Assumed = ["dpkg", "debconf", "debconf-2.0", "cdebconf", "init-system-helpers"],
        KeepsAll =
        [
            "apt", "debconf", "debhelper", "dlocate", "dpkg-repack", "dpkg-www", "libdpkg-perl", "lintian", "needrestart",
            "popularity-contest", "wajig",
        ],
        Avoided = ["usrmerge"],
    };

    /// <summary>Whether a requirement is pruned.</summary>
    /// <param name="owner">The name of the package that has it.</param>
    /// <param name="group">The requirement.</param>
    public bool Prunes(string owner, RelationGroup group) =>
        Assumed.Count > 0 && !KeepsAll.Contains(owner) && group.Alternatives.Any(relation => Assumed.Contains(relation.Name));
}

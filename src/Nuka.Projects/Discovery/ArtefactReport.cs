using System.Collections.Immutable;
using Nuka.Environments.Exec;
using Nuka.Projects.Observing;
using Nuka.Sandbox.Plans;

namespace Nuka.Projects.Discovery;

/// <summary>What was built or installed in a project, and what it asks for.</summary>
public sealed record ArtefactReport
{
    /// <summary>Nothing was built.</summary>
    public static ArtefactReport Empty { get; } = new();

    /// <summary>What the binaries ask for, one row a library, in ordinal order; optional what they only load by name while they run.</summary>
    public ImmutableArray<Need> Needs { get; init; } = [];

    /// <summary>What was left out, for people.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>The outermost directories that hold a build.</summary>
    public ImmutableArray<SeenBuild> Builds { get; init; } = [];

    /// <summary>What has to be unchanged for this report to hold; each was looked at before it was read.</summary>
    public ImmutableArray<FreshnessEntry> Watched { get; init; } = [];

    /// <summary>The project's directories, parents first, as far as they are not tools' own or hold a repository.</summary>
    public ImmutableArray<SeenDirectory> Directories { get; init; } = [];
}

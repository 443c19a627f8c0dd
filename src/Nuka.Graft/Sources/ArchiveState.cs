using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Nuka.Graft.Sources;

/// <summary>What is known of all releases: the table <c>state.json</c> of the directory of sources. Format: specs/package-index.md, "state".</summary>
public sealed record ArchiveState
{
    /// <summary>No release is known.</summary>
    public static ArchiveState Empty { get; } = new();

    /// <summary>The releases in the order of the sources.</summary>
    public ImmutableArray<ReleaseState> Releases { get; init; } = [];

    /// <summary>Sources that could not be had when they were asked for last, so that not every command waits for them again.</summary>
    public ImmutableArray<FailedSource> Failed { get; init; } = [];

    /// <summary>When everything was last asked for: the oldest of the releases' times; <see langword="null"/> if there is none.</summary>
    [JsonIgnore]
    public DateTimeOffset? CheckedAt => Releases.IsEmpty ? null : Releases.Min(release => release.CheckedAt);

    /// <summary>The release of a source, or <see langword="null"/>.</summary>
    /// <param name="source">The source.</param>
    public ReleaseState? Find(SourceEntry source) =>
        Releases.FirstOrDefault(release => release.Uri == SourceAddress.WithoutCredentials(source.Uri) && release.Suite == source.Suite);
}

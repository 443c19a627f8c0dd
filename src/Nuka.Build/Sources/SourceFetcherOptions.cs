using Nuka.Graft.Download;
using Nuka.Graft.Npm;
using Nuka.Graft.NuGet;
using Nuka.Graft.Sources;
using Nuka.Store;

namespace Nuka.Build.Sources;

/// <summary>Where the sources of builds come from.</summary>
public sealed record SourceFetcherOptions
{
    /// <summary>Where they go.</summary>
    public required ContentStore Store { get; init; }

    /// <summary>Gets and keeps files; asked for when something has to be fetched.</summary>
    public required Lazy<Downloader> Downloader { get; init; }

    /// <summary>The machine's sources of Debian packages, whose archives hold source packages too.</summary>
    public required Lazy<SourceList> DebianSources { get; init; }

    /// <summary>The machine's registry of npm.</summary>
    public required Lazy<NpmRegistry> Npm { get; init; }

    /// <summary>The machine's sources of NuGet; <see langword="null"/>: its locks are not known here.</summary>
    public Lazy<NuGetSource>? NuGet { get; init; }
}

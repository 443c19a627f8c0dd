using System.Collections.Immutable;
using Nuka.Graft.Download;
using Nuka.Graft.Npm;
using Nuka.Graft.NuGet;
using Nuka.Graft.Registries;
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

    /// <summary>The machine's sources of NuGet; <see langword="null"/>: its packages and locks are not known here.</summary>
    public Lazy<NuGetSource>? NuGet { get; init; }

    /// <summary>The machine's indexes of Python packages; <see langword="null"/>: pip's locks are not known here.</summary>
    public Lazy<PythonIndex>? Python { get; init; }

    /// <summary>The machine's registries of Cargo; <see langword="null"/>: its locks are not known here.</summary>
    public Lazy<CargoIndex>? Cargo { get; init; }

    /// <summary>The machine's proxies of Go modules, in the order in which they are asked; <see langword="null"/>: Go's locks are not known here.</summary>
    public Lazy<ImmutableArray<Uri>>? GoProxies { get; init; }
}

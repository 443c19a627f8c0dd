using System.Collections.Immutable;
using Nuka.Content.Hashing;
using Nuka.Environments.Exec;
using Nuka.Environments.Host;
using Nuka.Graft.Download;
using Nuka.Graft.Npm;
using Nuka.Graft.NuGet;
using Nuka.Graft.Sources;
using Nuka.Graft.Unpack;
using Nuka.Platform.Progress;
using Nuka.Platform.State;
using Nuka.Projects.Runtimes;
using Nuka.Store;

namespace Nuka.Projects.Exec;

/// <summary>The rooms that a project's commands work with, opened by the command line; what a command may not need is opened late.</summary>
public sealed record ProjectRooms
{
    /// <summary>The state directory.</summary>
    public required StateDirectory State { get; init; }

    /// <summary>The store.</summary>
    public required ContentStore Store { get; init; }

    /// <summary>Gets package files.</summary>
    public required Lazy<Downloader> Downloader { get; init; }

    /// <summary>The archive of all Debian sources.</summary>
    public required Lazy<DebianArchive> Archive { get; init; }

    /// <summary>The archive and the sources of another Debian architecture, for locks alone: what packages hold is not listed.</summary>
    public required Func<string, (DebianArchive Archive, SourceList Sources)> ForeignArchive { get; init; }

    /// <summary>The machine's sources.</summary>
    public required Lazy<SourceList> Sources { get; init; }

    /// <summary>Makes the finish layer of ordered packages and gives its tree.</summary>
    public required Func<ImmutableArray<GraftedPackage>, CancellationToken, Task<Digest>> Finish { get; init; }

    /// <summary>The machine and its caller.</summary>
    public required HostFacts Host { get; init; }

    /// <summary>The programs that make sandboxes.</summary>
    public required Lazy<SandboxTools> Tools { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Hears of the course of the work.</summary>
    public required IProgressSink Progress { get; init; }

    /// <summary>The Debian architecture to lock for.</summary>
    public required string Architecture { get; init; }

    /// <summary>The lock's name of the platform: <c>x86_64-linux</c>.</summary>
    public required string Platform { get; init; }

    /// <summary>The registry of npm that this machine's npm uses.</summary>
    public required Lazy<NpmRegistry> Npm { get; init; }

    /// <summary>The named runtimes that came with this program.</summary>
    public required Lazy<RuntimeShelf> Shelf { get; init; }

    /// <summary>The sources of NuGet that this machine's settings name.</summary>
    public required Lazy<NuGetSource> NuGet { get; init; }

    /// <summary>How old the archives' indexes may be before a new lock asks for newer ones.</summary>
    public TimeSpan IndexAgeLimit { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Where apt keeps package files of its own; <see langword="null"/> if it does not.</summary>
    public string? AptCacheDirectory { get; init; }

    /// <summary>Files and directories that list the machine's sources; a change of one makes the next start look again.</summary>
    public ImmutableArray<string> SourceFiles { get; init; } = [];

    /// <summary>Whether the network may not be used.</summary>
    public bool IsOffline { get; init; }
}

using System.Collections.Immutable;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Graft.Resolve;
using Nuka.Graft.Sources;
using Nuka.Projects.Manifests;

namespace Nuka.Projects.Exec;

/// <summary>Turns a project to the question that its lock answers: what its manifest names and what its files need.</summary>
/// <param name="rooms">The rooms.</param>
public sealed class ProjectQuestions(ProjectRooms rooms)
{
    /// <summary>Names the question without asking any archive.</summary>
    /// <param name="place">The project.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="options">What the person asked for.</param>
    public string Digest(ProjectPlace place, ProjectManifest manifest, ExecOptions options)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(options);
        string text = rooms.Platform + "\n" + string.Join('\n', Requests(manifest, options).Select(request => request.Text));
        return Blake3.DeriveKey("nuka lock request v1", Encoding.UTF8.GetBytes(text)).ToString();
    }

    /// <summary>The files of a project whose content or absence decides the question.</summary>
    /// <param name="place">The project.</param>
    public IEnumerable<string> Watched(ProjectPlace place)
    {
        ArgumentNullException.ThrowIfNull(place);
        return [place.ManifestPath, rooms.State.Grants];
    }

    /// <summary>Asks.</summary>
    /// <param name="place">The project.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="options">What the person asked for.</param>
    /// <param name="catalogue">The archives, open.</param>
    /// <param name="cancellation">Stops the work.</param>
    public Task<LockQuestion> AskAsync(
        ProjectPlace place, ProjectManifest manifest, ExecOptions options, ArchiveCatalogue catalogue, CancellationToken cancellation) =>
        Task.FromResult(new LockQuestion { Digest = Digest(place, manifest, options), Requests = Requests(manifest, options) });

    private static ImmutableArray<ResolveRequest> Requests(ProjectManifest manifest, ExecOptions options) =>
    [
        .. manifest.Packages.Select(package => new ResolveRequest(package.Version is null ? package.Name : $"{package.Name}={package.Version}") { Place = package.Place }),
        .. options.Packages.Select(package => new ResolveRequest(package)),
    ];
}

using System.Collections.Immutable;
using Nuka.Graft.Download;
using Nuka.Platform.Errors;

namespace Nuka.Build.Sources;

/// <summary>Gets the files that a lock names, several at once, each by its digest.</summary>
/// <param name="downloader">Gets and keeps files.</param>
internal sealed class LockedFiles(Lazy<Downloader> downloader)
{
    /// <summary>Gets files.</summary>
    /// <param name="locked">The lock that names them.</param>
    /// <param name="files">The files.</param>
    /// <param name="nowhere">Why a file without an address has none.</param>
    /// <param name="cancellation">Stops it; what was fetched stays to be continued.</param>
    /// <returns>The paths of the verified files, in their order.</returns>
    /// <exception cref="NukaException"><c>build/no-source</c>, <c>graft/offline</c>, <c>graft/disk-full</c>.</exception>
    internal async Task<ImmutableArray<string>> FetchAsync(
        LockFile locked, IReadOnlyList<LockedFile> files, string nowhere, CancellationToken cancellation)
    {
        DownloadRequest[] requests = [.. files.Select(file => new DownloadRequest(file.Name, file.Checksum, -1, [.. file.Addresses])
        {
            StatedBy = "the lock",
            Hint = "look whether the lock file is the one that was meant, and whether what it names is still published",
        })];
        try
        {
            return files.Count == 0 ? [] : await downloader.Value.FetchAllAsync(requests, cancellation);
        }
        catch (NukaException error) when (error.Problem.Code == "graft/not-to-be-had")
        {
            LockedFile? missing = files.FirstOrDefault(file => error.Problem.Message == $"{file.Name} cannot be had");
            throw SourceProblem.NoSource(
                missing?.Name ?? locked.Path, locked.Package, missing is { Addresses.Count: 0 } ? [nowhere] : error.Problem.Reasons, error.Problem.Hints, error);
        }
    }
}

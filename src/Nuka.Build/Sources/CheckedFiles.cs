using System.Collections.Immutable;
using Nuka.Graft.Download;
using Nuka.Platform.Errors;

namespace Nuka.Build.Sources;

/// <summary>Gets files of which a lock states no digest of their bytes, but one of what is in them: each is checked when it is there.</summary>
/// <param name="downloader">Gets and keeps files.</param>
internal sealed class CheckedFiles(Lazy<Downloader> downloader)
{
    private const int ParallelCount = 6;

    /// <summary>Gets files, several at once.</summary>
    /// <param name="locked">The lock that names them.</param>
    /// <param name="files">The files.</param>
    /// <param name="nowhere">Why a file without an address has none.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Their paths, in their order.</returns>
    /// <exception cref="NukaException"><c>build/no-source</c>, <c>graft/offline</c>, <c>graft/disk-full</c>.</exception>
    internal async Task<string[]> FetchAsync(LockFile locked, IReadOnlyList<CheckedFile> files, string nowhere, CancellationToken cancellation)
    {
        string[] paths = new string[files.Count];
        ParallelOptions limits = new() { MaxDegreeOfParallelism = ParallelCount, CancellationToken = cancellation };
        await Parallel.ForEachAsync(Enumerable.Range(0, files.Count), limits, async (index, token) => paths[index] = await FetchAsync(locked, files[index], nowhere, token));
        return paths;
    }

    private async Task<string> FetchAsync(LockFile locked, CheckedFile file, string nowhere, CancellationToken cancellation)
    {
        List<string> reasons = [];
        ImmutableArray<string> hints = [];
        foreach (Uri address in await file.Addresses(cancellation))
        {
            try
            {
                return (await downloader.Value.FetchCheckedAsync(file.Name, address, path => RequireStated(locked, file, path, address), cancellation)).File;
            }
            catch (NukaException error) when (error.Problem.Code is "graft/not-to-be-had" or "build/no-source")
            {
                reasons.AddRange(error.Problem.Reasons);
                hints = error.Problem.Hints;
            }
        }

        throw SourceProblem.NoSource(file.Name, locked.Package, reasons.Count > 0 ? reasons : [nowhere], hints);
    }

    private static void RequireStated(LockFile locked, CheckedFile file, string path, Uri address)
    {
        string found;
        try
        {
            found = file.Hash(path);
        }
        catch (NukaException error)
        {
            throw SourceProblem.NoSource(file.Name, locked.Package, [$"{address}: {error.Problem.Message}", .. error.Problem.Reasons], [], error);
        }

        if (found != file.Stated)
        {
            throw SourceProblem.NoSource(
                file.Name, locked.Package, [$"{address}: its content has another hash than the lock states: {found}, not {file.Stated}"],
                ["look whether somebody published the same version again, and lock anew only if you trust it"]);
        }
    }
}

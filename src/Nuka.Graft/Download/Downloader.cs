using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Nuka.Graft.Sources;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Platform.Progress;

namespace Nuka.Graft.Download;

/// <summary>
/// Gets files by what their bytes hash to, from wherever they can be had. A file is written to a <c>.part</c> beside its place and
/// renamed once it is complete and verified; a part that was left behind is hashed again and continued. Several processes may work
/// on one directory: whoever comes second waits for the first. Safe for use by several threads.
/// </summary>
public sealed partial class Downloader(DownloaderOptions options)
{
    /// <summary>Longest wait that a server may ask of us before its address is given up.</summary>
    private static readonly TimeSpan RetryAfterLimit = TimeSpan.FromSeconds(30);

    /// <summary>A file that is there already and has the right bytes.</summary>
    /// <param name="checksum">What its bytes must hash to.</param>
    /// <returns>Its path, or <see langword="null"/>; a file with other bytes is removed.</returns>
    public string? FindKept(Checksum checksum)
    {
        string path = PathOf(checksum);
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            if (HasChecksum(path, checksum))
            {
                Touch(path, checksum);
                return path;
            }
        }
        catch (FileError error) when (error.Number == ErrorNumbers.NotFound)
        {
            // Another process found it to be wrong, and has removed it meanwhile.
            return null;
        }

        File.Delete(path);
        return null;
    }

    /// <summary>Gets one file.</summary>
    /// <param name="request">What.</param>
    /// <param name="cancellationToken">Stops the work; what was fetched stays to be continued.</param>
    /// <returns>The path of the verified file.</returns>
    /// <exception cref="NukaException"><c>graft/not-to-be-had</c>, <c>graft/offline</c>, <c>graft/disk-full</c>.</exception>
    public async Task<string> FetchAsync(DownloadRequest request, CancellationToken cancellationToken) =>
        (await FetchAllAsync([request], cancellationToken))[0];

    /// <summary>Gets several files at once.</summary>
    /// <param name="requests">What.</param>
    /// <param name="cancellationToken">Stops the work; what was fetched stays to be continued.</param>
    /// <returns>The paths of the verified files, in the order of the requests.</returns>
    /// <exception cref="NukaException"><c>graft/not-to-be-had</c>, <c>graft/offline</c>, <c>graft/disk-full</c>.</exception>
    public async Task<ImmutableArray<string>> FetchAllAsync(IReadOnlyList<DownloadRequest> requests, CancellationToken cancellationToken)
    {
        string[] paths = new string[requests.Count];
        List<int> missing = [];
        for (int index = 0; index < requests.Count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string? kept = FindKept(requests[index].Checksum);
            paths[index] = kept ?? "";
            if (kept is null)
            {
                missing.Add(index);
            }
        }

        if (missing.Count > 0)
        {
            await FetchMissingAsync(requests, missing, paths, cancellationToken);
        }

        return [.. paths];
    }

    private async Task FetchMissingAsync(IReadOnlyList<DownloadRequest> requests, List<int> missing, string[] paths, CancellationToken cancellationToken)
    {
        if (options.IsOffline)
        {
            throw DownloadProblem.Offline(requests[missing[0]].Name, missing.Count);
        }

        using IProgressTask progress = options.Progress.Begin(
            missing.Count == 1 ? $"fetching {requests[missing[0]].Name}" : $"fetching {missing.Count} files",
            missing.Sum(index => Math.Max(0, requests[index].SizeBytes)),
            ProgressUnit.Bytes);
        ParallelOptions limits = new() { MaxDegreeOfParallelism = options.ParallelCount, CancellationToken = cancellationToken };
        try
        {
            await Parallel.ForEachAsync(missing, limits, async (index, token) =>
                paths[index] = await FetchOneAsync(requests[index], progress, token));
        }
        catch (Exception error) when (DownloadProblem.IsDiskFull(error))
        {
            throw DownloadProblem.DiskFull(options.Directory, isContinued: true).ToException(error);
        }
    }

    private async Task<string> FetchOneAsync(DownloadRequest request, IProgressTask progress, CancellationToken cancellationToken)
    {
        string path = PathOf(request.Checksum);
        PrivateDirectory.Make(Path.GetDirectoryName(path)!);
        using PartFile part = await PartFile.OpenAsync(path, request.Checksum.IsSha512, options.Time, cancellationToken);
        if (FindKept(request.Checksum) is { } kept)
        {
            part.Discard();
            return kept;
        }

        part.Resume(request.SizeBytes);
        progress.Advance(part.Length);
        List<(Uri Address, FetchFailure Failure)> failures = [];
        foreach (Uri candidate in request.Candidates.Distinct())
        {
            if (await TryAddressAsync(part, candidate, (request.SizeBytes, request.SizeLimitBytes, request.Checksum, request.StatedBy), progress, cancellationToken) is not { } failure)
            {
                part.Keep(path);
                return path;
            }

            failures.Add((candidate, failure));
        }

        throw DownloadProblem.NotToBeHad(request.Name, failures, isContinued: part.Length > 0, request.Hint);
    }

    /// <summary>Asks one address, again after failures that may pass; says why it gave nothing, or nothing if the part is complete.</summary>
    private async Task<FetchFailure?> TryAddressAsync(
        PartFile part, Uri address, (long SizeBytes, long LimitBytes, Checksum? Checksum, string StatedBy) wanted, IProgressTask progress, CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                bool isResumed = part.Length > 0;
                await TransferAsync(part, address, wanted.SizeBytes, Math.Min(wanted.LimitBytes, options.UnknownSizeLimitBytes), progress, cancellationToken);
                if (wanted.Checksum is null)
                {
                    return null;
                }

                Checksum found = part.Finish();
                if (found == wanted.Checksum)
                {
                    return null;
                }

                progress.Advance(-part.Length);
                part.Clear();
                throw new FetchFailure($"its bytes have another checksum than {wanted.StatedBy} states: {found}, not {wanted.Checksum}", isFinal: !isResumed);
            }
            catch (FetchFailure failure) when (!failure.IsFinal && failure.RetryAfter <= RetryAfterLimit && attempt < options.RetryCount)
            {
                TimeSpan wait = options.FirstWait * (1 << attempt);
                await Task.Delay(wait > failure.RetryAfter ? wait : failure.RetryAfter, options.Time, cancellationToken);
            }
            catch (FetchFailure failure)
            {
                return failure;
            }
        }
    }

    /// <summary>Gets what is missing of a file; a size of -1 is one that nobody says.</summary>
    private async Task TransferAsync(PartFile part, Uri address, long sizeBytes, long limitBytes, IProgressTask progress, CancellationToken cancellationToken)
    {
        if (sizeBytes >= 0 && part.Length == sizeBytes)
        {
            return;
        }

        using FetchResponse response = await options.Fetcher.OpenAsync(address, part.Length, null, cancellationToken);
        if (sizeBytes >= 0 && response.TotalBytes is { } total && total != sizeBytes)
        {
            throw new FetchFailure($"it has {total} bytes there, not {sizeBytes}", isFinal: true);
        }

        if (sizeBytes < 0 && response.TotalBytes > limitBytes)
        {
            throw new FetchFailure($"it has {response.TotalBytes} bytes there, more than {limitBytes}", isFinal: true);
        }

        if (response.Offset != part.Length)
        {
            progress.Advance(-part.Length);
            part.Clear();
        }

        long limit = sizeBytes >= 0 ? sizeBytes : limitBytes;
        byte[] buffer = new byte[1 << 16];
        int read;
        while ((read = await options.Fetcher.ReadAsync(response.Content, buffer, cancellationToken)) > 0)
        {
            if (part.Length + read > limit)
            {
                progress.Advance(-part.Length);
                part.Clear();
                throw new FetchFailure($"it is longer than {limit} bytes there", isFinal: true);
            }

            await part.AppendAsync(buffer.AsMemory(0, read), cancellationToken);
            progress.Advance(read);
        }

        long expected = sizeBytes >= 0 ? sizeBytes : response.TotalBytes ?? part.Length;
        if (part.Length < expected)
        {
            throw new FetchFailure("the connection ended early", isFinal: false) { Reach = FetchReach.Connection };
        }
    }

    /// <summary>Notes that a file was asked for which nothing else says it of; see <see cref="DownloadCollection"/>.</summary>
    private void Touch(string path, Checksum checksum)
    {
        if (checksum.IsSha512)
        {
            File.SetLastWriteTimeUtc(path, options.Time.GetUtcNow().UtcDateTime);
        }
    }

    private string PathOf(Checksum checksum) => Path.Combine(options.Directory, checksum.Algorithm, checksum.Hex);

    private static bool HasChecksum(string path, Checksum checksum)
    {
        using DirectoryHandle directory = DirectoryHandle.Open(Path.GetDirectoryName(path)!);
        using SafeFileHandle file = directory.OpenFile(Encoding.UTF8.GetBytes(Path.GetFileName(path)));
        using IncrementalHash hash = checksum.BeginHash();
        byte[] buffer = new byte[1 << 17];
        long position = 0;
        int read;
        while ((read = RandomAccess.Read(file, buffer, position)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            position += read;
        }

        return checksum.Matches(hash);
    }
}

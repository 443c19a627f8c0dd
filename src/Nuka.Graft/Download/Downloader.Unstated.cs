using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Platform.Progress;

namespace Nuka.Graft.Download;

/// <content>Files of which nobody says beforehand what they hash to, because they carry the proof in themselves.</content>
public sealed partial class Downloader
{
    /// <summary>Gets a file that a check of its own decides about; from then on it is kept by its SHA-256 as all others are.</summary>
    /// <param name="name">What it is, for people.</param>
    /// <param name="address">Where it is; what is fetched from there once is not fetched again.</param>
    /// <param name="check">Throws if the file is not what it should be; it is asked every time.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The file, and what its bytes hash to.</returns>
    /// <exception cref="NukaException"><c>graft/not-to-be-had</c>, <c>graft/offline</c>, <c>graft/disk-full</c>, and what <paramref name="check"/> throws.</exception>
    public async Task<(string File, string Sha256)> FetchCheckedAsync(string name, Uri address, Action<string> check, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(check);
        FetchedAddresses fetched = new(Path.Combine(options.Directory, "unstated"));
        if (FindFetched(fetched, address, check) is { } known)
        {
            return known;
        }

        if (options.IsOffline)
        {
            throw DownloadProblem.Offline(name);
        }

        try
        {
            PrivateDirectory.Make(options.Directory);
            PrivateDirectory.Make(Path.GetDirectoryName(fetched.PathOf(address))!);
            using PartFile part = await PartFile.OpenAsync(fetched.PathOf(address), isSha512: false, options.Time, cancellationToken);
            return FindFetched(fetched, address, check) is { } meanwhile ? meanwhile : await FetchUnstatedAsync(part, name, address, check, fetched, cancellationToken);
        }
        catch (Exception error) when (DownloadProblem.IsDiskFull(error))
        {
            throw DownloadProblem.DiskFull(options.Directory, isContinued: false).ToException(error);
        }
    }

    private (string File, string Sha256)? FindFetched(FetchedAddresses fetched, Uri address, Action<string> check)
    {
        if (fetched.Find(address) is not { } checksum || FindKept(checksum) is not { } kept)
        {
            return null;
        }

        check(kept);
        return (kept, checksum.Hex);
    }

    private async Task<(string File, string Sha256)> FetchUnstatedAsync(
        PartFile part, string name, Uri address, Action<string> check, FetchedAddresses fetched, CancellationToken cancellationToken)
    {
        // Nobody says whether what an earlier run left is a part of the same file.
        part.Clear();
        using IProgressTask progress = options.Progress.Begin($"fetching {name}", 0, ProgressUnit.Bytes);
        if (await TryAddressAsync(part, address, (-1, long.MaxValue, null, string.Empty), progress, cancellationToken) is { } failure)
        {
            throw DownloadProblem.NotToBeHad(name, [(address, failure)], isContinued: false);
        }

        try
        {
            check(part.PartPath);
        }
        catch
        {
            part.Discard();
            throw;
        }

        Checksum checksum = part.Finish();
        string path = PathOf(checksum);
        PrivateDirectory.Make(Path.GetDirectoryName(path)!);
        part.Keep(path);
        fetched.Write(address, checksum);
        return (path, checksum.Hex);
    }
}

using System.Security.Cryptography;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Graft.Sources;
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
        string notes = PrivateDirectory.Make(Path.Combine(PrivateDirectory.Make(options.Directory), "unstated"));
        string note = Path.Combine(notes, Blake3.Hash(Encoding.UTF8.GetBytes(address.AbsoluteUri)).ToString());
        if (File.Exists(note) && FindKept(Checksum.FromSha256((await File.ReadAllTextAsync(note, cancellationToken)).PadRight(64, '0')[..64])) is { } kept)
        {
            check(kept);
            return (kept, Path.GetFileName(kept));
        }

        if (options.IsOffline)
        {
            throw new Problem("graft/offline", $"{name} has not been fetched yet, and the network may not be used")
            {
                Hints = ["try: the same command once without --offline"],
            }.ToException();
        }

        string aside = $"{note}.{Environment.ProcessId}.part";
        try
        {
            string sha256 = await TransferAsync(name, address, aside, cancellationToken);
            check(aside);
            string path = PathOf(Checksum.FromSha256(sha256));
            PrivateDirectory.Make(Path.GetDirectoryName(path)!);
            File.Move(aside, path, overwrite: true);
            AtomicFile.Write(note, Encoding.ASCII.GetBytes(sha256));
            return (path, sha256);
        }
        catch (Exception error) when (IsDiskFull(error))
        {
            throw DiskFull(options.Directory).ToException(error);
        }
        finally
        {
            File.Delete(aside);
        }
    }

    private async Task<string> TransferAsync(string name, Uri address, string path, CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await TransferOnceAsync(name, address, path, cancellationToken);
            }
            catch (FetchFailure failure) when (!failure.IsFinal && failure.RetryAfter <= RetryAfterLimit && attempt < options.RetryCount)
            {
                TimeSpan wait = options.FirstWait * (1 << attempt);
                await Task.Delay(wait > failure.RetryAfter ? wait : failure.RetryAfter, options.Time, cancellationToken);
            }
            catch (FetchFailure failure)
            {
                throw new Problem("graft/not-to-be-had", $"{name} cannot be had")
                {
                    Reasons = [$"{SourceAddress.WithoutCredentials(address.OriginalString)}: {failure.Message}"],
                }.ToException(failure);
            }
        }
    }

    private async Task<string> TransferOnceAsync(string name, Uri address, string path, CancellationToken cancellationToken)
    {
        using FetchResponse response = await options.Fetcher.OpenAsync(address, 0, null, cancellationToken);
        using IProgressTask progress = options.Progress.Begin($"fetching {name}", response.TotalBytes ?? 0, ProgressUnit.Bytes);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, 1);
        byte[] buffer = new byte[1 << 16];
        long length = 0;
        int read;
        while ((read = await options.Fetcher.ReadAsync(response.Content, buffer, cancellationToken)) > 0)
        {
            length += read;
            if (length > options.UnknownSizeLimitBytes)
            {
                throw new FetchFailure($"it is longer than {options.UnknownSizeLimitBytes} bytes there", isFinal: true);
            }

            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            hash.AppendData(buffer, 0, read);
            progress.Advance(read);
        }

        return length == (response.TotalBytes ?? length) ? Convert.ToHexStringLower(hash.GetHashAndReset())
            : throw new FetchFailure("the connection ended early", isFinal: false);
    }
}

using System.Collections.Immutable;
using System.Security.Cryptography;
using Nuka.Content.Archives;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Graft.Cleaning;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Platform.Progress;
using Nuka.Store;

namespace Nuka.Graft.Unpack;

/// <summary>
/// Puts Debian packages into the store: the bytes go from the file through the decompressor into blobs, no directory is written
/// in between. A package is in the store whole or not at all, and only when its SHA-256 was right. What was unpacked once is
/// found again by its SHA-256 and the policy, without its file.
/// </summary>
/// <param name="store">Where to.</param>
/// <param name="policy">What to leave out.</param>
/// <param name="limits">What one package may cost; <see cref="ArchiveLimits.Package"/> if not given.</param>
public sealed class GraftUnpacker(ContentStore store, CleaningPolicy policy, ArchiveLimits? limits = null)
{
    /// <summary>Packages that share one sync of the file system: enough to hide it, few enough that little is lost when the process dies.</summary>
    private const int BatchPackages = 128;

    private readonly ArchiveLimits limits = limits ?? ArchiveLimits.Package;

    /// <summary>Finds a package that was unpacked before, under this policy.</summary>
    /// <param name="sha256">The SHA-256 of its file.</param>
    /// <returns><see langword="null"/> if it was not, or if its content has been collected since.</returns>
    public GraftedPackage? TryFind(ReadOnlyMemory<byte> sha256) =>
        store.TryGetFact(GraftRecord.Table, GraftRecord.Key(sha256, policy), out byte[] record)
        && GraftRecord.TryRead(sha256, record, out GraftedPackage? package)
        && store.Contains(new Cid(ContentKind.Tree, package!.Tree)) && store.Contains(new Cid(ContentKind.Tree, package.Control))
            ? package
            : null;

    /// <summary>Unpacks one package, if it was not before.</summary>
    /// <param name="file">The package.</param>
    /// <param name="cancellation">Looked at between entries; nothing is left behind.</param>
    /// <exception cref="NukaException">The package is damaged, hostile or another one than it should be: codes <c>graft/…</c> and <c>content/archive-…</c>.</exception>
    public GraftedPackage Unpack(PackageFile file, CancellationToken cancellation = default) =>
        UnpackAll([file], SilentProgress.Instance, workers: 1, cancellation)[0];

    /// <summary>Unpacks many packages, several at a time, and syncs the file system once for many.</summary>
    /// <param name="files">The packages; those that were unpacked before need not exist as files.</param>
    /// <param name="progress">Is told the bytes that were read.</param>
    /// <param name="workers">How many at a time; 0 for as many as there are processors.</param>
    /// <param name="cancellation">Looked at between entries.</param>
    /// <returns>The packages, in the order of <paramref name="files"/>.</returns>
    /// <exception cref="NukaException">The first problem that was met; packages of finished batches stay in the store.</exception>
    public ImmutableArray<GraftedPackage> UnpackAll(
        IReadOnlyList<PackageFile> files, IProgressSink progress, int workers = 0, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(progress);
        GraftedPackage?[] result = [.. files.Select(file => TryFind(file.Sha256))];
        int[] missing = [.. Enumerable.Range(0, files.Count).Where(index => result[index] is null)];
        using IProgressTask task = progress.Begin($"unpacking {missing.Length} packages", missing.Sum(index => SizeOf(files[index])), ProgressUnit.Bytes);
        foreach (int[] batch in missing.Chunk(BatchPackages))
        {
            UnpackBatch(files, batch, result, task, workers > 0 ? workers : Environment.ProcessorCount, cancellation);
        }

        return [.. result.Select(package => package!)];
    }

    private void UnpackBatch(
        IReadOnlyList<PackageFile> files, int[] batch, GraftedPackage?[] result, IProgressTask task, int workers, CancellationToken cancellation)
    {
        PendingPackage?[] pending = new PendingPackage?[files.Count];
        try
        {
            // The largest first, one at a time from a common queue: otherwise one worker ends long after the others.
            ParallelOptions options = new() { MaxDegreeOfParallelism = workers, CancellationToken = cancellation };
            IEnumerable<int> order = batch.OrderByDescending(index => SizeOf(files[index]));
            Parallel.ForEach(System.Collections.Concurrent.Partitioner.Create(order, System.Collections.Concurrent.EnumerablePartitionerOptions.NoBuffering), options, index =>
            {
                pending[index] = Read(files[index], cancellation);
                task.Advance(SizeOf(files[index]));
            });
            Commit([.. batch.Select(index => pending[index]!)], [.. batch], result, cancellation);
        }
        catch (AggregateException several) when (several.InnerExceptions.OfType<NukaException>().FirstOrDefault() is { } first)
        {
            throw new NukaException(first.Problem, several);
        }
        finally
        {
            foreach (PendingPackage? one in pending)
            {
                one?.Dispose();
            }
        }
    }

    private void Commit(PendingPackage[] pending, int[] indexes, GraftedPackage?[] result, CancellationToken cancellation)
    {
        Digest[] digests = store.CommitTogether([.. pending.SelectMany(one => new[] { one.Files, one.Control })], cancellation);
        for (int index = 0; index < pending.Length; index++)
        {
            GraftedPackage package = pending[index].Package with { Tree = digests[2 * index], Control = digests[(2 * index) + 1] };
            store.PutFact(GraftRecord.Table, GraftRecord.Key(package.Sha256, policy), GraftRecord.Write(package), package.Tree);
            result[indexes[index]] = package;
        }
    }

    private PendingPackage Read(PackageFile file, CancellationToken cancellation)
    {
        try
        {
            Dictionary<string, byte[]> missed = new(StringComparer.Ordinal);
            return ReadOnce(file, missed, cancellation)
                ?? ReadOnce(file, missed, cancellation)
                ?? throw GraftProblem.BadPackage("it changed while it was read");
        }
        catch (NukaException problem)
        {
            throw GraftProblem.In(file.Path, problem);
        }
    }

    /// <returns><see langword="null"/> if it must be read again because of <paramref name="missed"/>.</returns>
    private PendingPackage? ReadOnce(PackageFile file, Dictionary<string, byte[]> missed, CancellationToken cancellation)
    {
        using FileStream stream = OpenFile(file);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using DigestingStream deb = new(stream, hash);
        TreeWriter files = store.BeginTree();
        TreeWriter control = store.BeginTree();
        bool done = false;
        try
        {
            TreeUnpacker tree = new(files, policy, limits);
            tree.BringBack(missed);
            ControlUnpacker about = new(control);
            ReadChecked(deb, file, about.Add, tree.Add, cancellation);
            foreach ((string path, byte[] link) in tree.Missed)
            {
                missed.Add(path, link);
            }

            done = tree.Missed.Count == 0;
            return done ? new PendingPackage(files, control, about.Describe(file.Sha256, tree)) : null;
        }
        finally
        {
            if (!done)
            {
                files.Dispose();
                control.Dispose();
            }
        }
    }

    private void ReadChecked(
        DigestingStream deb, PackageFile file, Action<TarEntry> takeControl, Action<TarEntry> takeData, CancellationToken cancellation)
    {
        NukaException? problem = null;
        try
        {
            DebFile.Read(deb, limits, takeControl, takeData, cancellation);
        }
        catch (NukaException refusal)
        {
            problem = refusal;
        }

        byte[] digest = deb.Finish();
        if (!CryptographicOperations.FixedTimeEquals(digest, file.Sha256.Span))
        {
            throw GraftProblem.WrongDigest(file.Path, digest, file.Sha256.Span, problem);
        }

        if (problem is not null)
        {
            throw problem;
        }
    }

    private static FileStream OpenFile(PackageFile file)
    {
        try
        {
            return new FileStream(file.Path, new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new Problem("graft/missing-package", $"the package {Path.GetFileName(file.Path)} cannot be opened")
            {
                Reasons = [error.Message],
                Hints = ["run the command again: a file that is gone is fetched anew"],
            }.ToException(error);
        }
    }

    private static long SizeOf(PackageFile file)
    {
        FileInfo info = new(file.Path);
        return info.Exists ? info.Length : 0;
    }
}

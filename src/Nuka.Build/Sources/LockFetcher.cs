using System.Collections.Immutable;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Store;

namespace Nuka.Build.Sources;

/// <summary>Makes trees of lock files, each once: what a lock gave is found again by the lock's content.</summary>
/// <param name="store">The store.</param>
/// <param name="sources">What knows the package managers.</param>
internal sealed class LockFetcher(ContentStore store, ImmutableArray<ILockSource> sources)
{
    private const string Table = "build-lock-v1";

    /// <summary>Gets what a lock names.</summary>
    /// <param name="source">The lock, as the package's record has it.</param>
    /// <param name="package">The package, for people.</param>
    /// <param name="platform">The machine that builds.</param>
    /// <param name="cancellation">Stops it.</param>
    internal async Task<FetchedSource> GetAsync(SourceRecord source, string package, string platform, CancellationToken cancellation)
    {
        ILockSource manager = sources.FirstOrDefault(one => one.Manager == source.Manager)
            ?? throw new Problem("build/bad-source", $"nuka knows no lock files of {source.Manager}")
            {
                Hints = [$"these are known: {string.Join(", ", sources.Select(one => one.Manager))}"],
            }.ToException();
        byte[] key = Encoding.UTF8.GetBytes($"{manager.Manager} {manager.Epoch} {platform} {source.Cid}");
        if (!store.TryGetFact(Table, key, out byte[] known) || !store.Contains(Cid.OfTree(new Digest(known))))
        {
            TreeEntry file = store.ReadTree(source.Cid.Digest).Entries is [{ Kind: TreeEntryKind.File } only] ? only
                : throw new LockFile(source.Path, [], package, platform).Bad("it is a directory", $"name the lock file itself: lock {source.Manager} PATH");
            LockFile locked = new(source.Path, store.ReadBlob(file.Digest, LockFile.LimitBytes), package, platform);
            using TreeWriter writer = store.BeginTree();
            writer.AddFileByDigest(file.Name.Bytes, executable: false, file.Digest, (long)file.Size);
            await manager.FillAsync(locked, writer, cancellation);
            Digest tree = writer.Commit(cancellation);
            known = tree.ToArray();
            store.PutFact(Table, key, known, tree);
        }

        return new FetchedSource(new Digest(known)) { Variables = manager.Variables };
    }
}

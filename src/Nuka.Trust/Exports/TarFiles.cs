using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Progress;
using Nuka.Store;

namespace Nuka.Trust.Exports;

/// <summary>Adds files and links of the store to a tar archive; a file that stands twice is a hard link to the first.</summary>
/// <param name="store">The store that has them.</param>
/// <param name="tar">The archive.</param>
/// <param name="task">Hears of the bytes.</param>
public sealed class TarFiles(ContentStore store, TarWriter tar, IProgressTask task)
{
    private readonly Dictionary<(Digest, bool), byte[]> written = [];

    /// <summary>Adds one.</summary>
    /// <param name="entry">The file or link; no directory.</param>
    /// <param name="path">Its path in the archive.</param>
    /// <exception cref="Nuka.Platform.Errors.NukaException"><c>store/missing-blob</c>, <c>store/corrupt-blob</c>.</exception>
    public void Add(TreeEntry entry, byte[] path)
    {
        if (entry.Kind == TreeEntryKind.Symlink)
        {
            tar.AddSymlink(path, entry.Target.Span);
        }
        else if (!written.TryAdd((entry.Digest, entry.IsExecutable), path))
        {
            tar.AddHardLink(path, entry.IsExecutable, written[(entry.Digest, entry.IsExecutable)]);
        }
        else
        {
            using Stream blob = store.OpenBlob(entry.Digest);
            tar.AddFile(path, entry.IsExecutable, blob, (long)entry.Size);
            task.Advance((long)entry.Size);
        }
    }
}

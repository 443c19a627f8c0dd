using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Store.Import;
using Nuka.Store.Views;

namespace Nuka.Store;

/// <content>From directories and to directories.</content>
public sealed partial class ContentStore
{
    /// <summary>
    /// Puts a directory into the store. Of permissions only the owner's right to execute a file is kept; owners, times and set-id bits
    /// are not. No link is followed. What is unchanged since the last import of the same path is not read.
    /// </summary>
    /// <param name="path">The directory's absolute path.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends the work; the store is as it was then.</param>
    /// <returns>The tree's name.</returns>
    /// <exception cref="NukaException">
    /// <c>store/unreadable</c>, <c>store/changed-while-read</c>, <c>store/special-file</c>, <c>store/contains-store</c>,
    /// <c>store/not-a-directory</c>, <c>store/too-many-entries</c>.
    /// </exception>
    public Cid ImportDirectory(string path, ImportOptions? options = null, CancellationToken cancellation = default)
    {
        if (!Path.IsPathFullyQualified(path))
        {
            throw new ArgumentException("the directory's path must be absolute", nameof(path));
        }

        return area.Guard(() =>
        {
            using DirectoryImporter importer = new(area, path, options ?? new ImportOptions());
            return Cid.OfTree(importer.Run(cancellation));
        });
    }

    /// <summary>
    /// Writes a tree as an ordinary directory: files of its own, writable for their owner, every time <see cref="StoreTime"/>. Every
    /// byte is checked on the way.
    /// </summary>
    /// <param name="tree">The tree's digest.</param>
    /// <param name="target">The directory's absolute path; it must not exist, its parent must.</param>
    /// <param name="cancellation">Ends the work; what was written is removed.</param>
    /// <exception cref="NukaException">
    /// <c>store/target-exists</c>, <c>store/target-failed</c>, <c>store/corrupt-blob</c>, <c>store/missing-tree</c>, <c>store/folded-names</c>.
    /// </exception>
    public void Export(Digest tree, string target, CancellationToken cancellation = default)
    {
        if (!Path.IsPathFullyQualified(target))
        {
            throw new ArgumentException("the target's path must be absolute", nameof(target));
        }

        TreeExport.Write(area, tree, Path.TrimEndingDirectorySeparator(target), cancellation);
    }
}

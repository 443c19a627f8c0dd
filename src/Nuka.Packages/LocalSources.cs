using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Store;

namespace Nuka.Packages;

/// <summary>Takes what lies beside a package file into the store: what is built from is what lay there when the package was evaluated.</summary>
/// <param name="store">The store.</param>
/// <param name="cancellation">Stops it.</param>
public sealed class LocalSources(ContentStore store, CancellationToken cancellation)
{
    /// <summary>Takes a file or a directory.</summary>
    /// <param name="path">Its absolute path.</param>
    /// <returns>The content id of a directory's tree; of a file, that of a tree that holds the file alone.</returns>
    /// <exception cref="NukaException"><c>packages/no-source</c>, and what importing throws.</exception>
    public Cid Import(string path)
    {
        FileStatus status = PathStatus.TryGet(path, followsLink: false) ?? throw NoSource(path, "there is nothing of that name");
        switch (status.Kind)
        {
            case FileKind.Directory:
                return store.ImportDirectory(path, new ImportOptions(), cancellation);
            case FileKind.File:
                using (TreeWriter writer = store.BeginTree())
                using (FileStream content = new(RegularFile.TryOpen(path) ?? throw NoSource(path, "it is gone"), FileAccess.Read))
                {
                    writer.AddFile(System.Text.Encoding.UTF8.GetBytes(Path.GetFileName(path)), (status.Mode & 0x40) != 0, content, status.SizeBytes);
                    return Cid.OfTree(writer.Commit(cancellation));
                }

            default:
                throw NoSource(path, "it is neither a file nor a directory");
        }
    }

    private static NukaException NoSource(string path, string reason) => new Problem("packages/no-source", $"`{path}` cannot be a source")
    {
        Reasons = [reason],
        Hints = ["`local` takes a path beside the package file"],
    }.ToException();
}

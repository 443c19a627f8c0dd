using Nuka.Platform.Files;

namespace Nuka.Store.Views;

/// <summary>Measures a view before it is removed.</summary>
internal static class ViewSize
{
    /// <summary>The length of the files that have no other name: copies. What is linked to a blob costs nothing of its own.</summary>
    /// <param name="directory">The directory that holds it.</param>
    /// <param name="name">Its name.</param>
    internal static long OfCopies(DirectoryHandle directory, ReadOnlySpan<byte> name)
    {
        FileStatus status = directory.GetStatus(name);
        if (status.Kind != FileKind.Directory)
        {
            return status is { Kind: FileKind.File, Links: 1 } ? status.SizeBytes : 0;
        }

        using DirectoryHandle inner = directory.OpenDirectory(name);
        return inner.List().Sum(item => OfCopies(inner, item.Name.Bytes));
    }
}

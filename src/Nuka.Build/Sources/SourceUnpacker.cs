using Nuka.Content.Archives;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Store;

namespace Nuka.Build.Sources;

/// <summary>
/// Makes trees of the archives that programs come in: tar, plain or compressed by gzip, xz, Zstandard, bzip2 or lzip, zip, and Debian packages, which carry
/// sources of Rust and Go. What it is, its first bytes say, not its name. If everything lies in one directory, the tree is what that holds: so a source is
/// found in one place whatever its version.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="limits">What an archive may hold.</param>
internal sealed class SourceUnpacker(ContentStore store, ArchiveLimits limits)
{
    /// <summary>Raised whenever the same archive would give another tree.</summary>
    internal const int Epoch = 1;

    private const int BeginningBytes = 512;
    private const int TarMagicOffset = 257;

    /// <summary>Unpacks an archive.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="cancellation">Looked at between entries; nothing is left behind.</param>
    /// <exception cref="NukaException"><c>build/no-archive</c>, <c>build/bad-archive</c>, <c>content/archive-…</c>.</exception>
    internal Digest Unpack(Stream content, CancellationToken cancellation)
    {
        byte[] beginning = new byte[BeginningBytes];
        int length = content.ReadAtLeast(beginning, BeginningBytes, throwOnEndOfStream: false);
        content.Position = 0;
        using TreeWriter writer = store.BeginTree();
        SourceTree tree = new(writer, limits);
        if (Decompression.Sniff(beginning.AsSpan(0, length)) != CompressionFormat.Stored)
        {
            AddCompressed(tree, content, cancellation);
        }
        else if (ZipReader.IsZip(beginning.AsSpan(0, length)))
        {
            AddZip(tree, content, cancellation);
        }
        else if (beginning.AsSpan().StartsWith("!<arch>\ndebian-binary "u8))
        {
            AddDebianPackage(tree, content, cancellation);
        }
        else if (beginning.AsSpan(TarMagicOffset).StartsWith("ustar"u8))
        {
            AddTar(tree, content, limits, cancellation);
        }
        else
        {
            throw SourceProblem.NoArchive($"it begins with the bytes {Convert.ToHexStringLower(beginning.AsSpan(0, Math.Min(6, length)))}");
        }

        return tree.EntryCount > 0 ? WithoutTop(writer.Commit(cancellation)) : throw SourceProblem.NoArchive("it holds nothing");
    }

    private void AddCompressed(SourceTree tree, Stream content, CancellationToken cancellation)
    {
        try
        {
            AddTar(tree, Decompression.Open(content, CompressionFormat.Detect, limits), limits, cancellation);
        }
        catch (NukaException error) when (error.Problem.Code is "content/archive-corrupt" or "content/archive-truncated" && tree.EntryCount == 0)
        {
            throw SourceProblem.NoArchive($"it is compressed, but not from a tar archive, or damaged: {error.Problem.Message}", error);
        }
    }

    /// <summary>Takes the files that a Debian package installs (deb(5)); what it says and does when it is installed is left out.</summary>
    private void AddDebianPackage(SourceTree tree, Stream content, CancellationToken cancellation)
    {
        using ArReader reader = new(content, limits);
        while (reader.Next() is { } member)
        {
            if (member.Name.AsSpan().StartsWith("data.tar"u8))
            {
                bool isStored = member.Name.AsSpan().SequenceEqual("data.tar"u8);
                AddTar(tree, isStored ? member.Content : Decompression.Open(member.Content, CompressionFormat.Detect, limits), limits, cancellation);
                return;
            }
        }

        throw SourceProblem.NoArchive("it begins as a Debian package, and has no files");
    }

    /// <summary>Takes what a tar archive holds into a tree.</summary>
    internal static void AddTar(SourceTree tree, Stream archive, ArchiveLimits limits, CancellationToken cancellation)
    {
        using TarReader reader = new(archive, limits);
        while (reader.Next() is { } entry)
        {
            cancellation.ThrowIfCancellationRequested();
            switch (entry.Kind)
            {
                case TarEntryKind.File:
                    tree.AddFile(entry.Path, entry.Mode, entry.Content, entry.SizeBytes);
                    break;
                case TarEntryKind.Directory:
                    tree.AddDirectory(entry.Path);
                    break;
                case TarEntryKind.Symlink:
                    tree.AddSymlink(entry.Path, entry.LinkTarget);
                    break;
                case TarEntryKind.HardLink:
                    tree.AddHardLink(entry.Path, entry.LinkTarget);
                    break;
                default:
                    throw SourceTree.Special(entry.Path, "a device or a pipe");
            }
        }
    }

    private void AddZip(SourceTree tree, Stream content, CancellationToken cancellation)
    {
        using ZipReader reader = new(content, limits);
        foreach (ZipEntry entry in reader.Entries)
        {
            cancellation.ThrowIfCancellationRequested();
            using Stream bytes = reader.Open(entry);
            if (entry.IsDirectory)
            {
                tree.AddDirectory(entry.Path);
            }
            else if (entry.IsSymlink)
            {
                byte[] target = new byte[Math.Min(entry.SizeBytes, limits.PathBytes + 1)];
                bytes.ReadExactly(target);
                _ = bytes.Read(new byte[1]); // The end, at which the sum is checked.
                tree.AddSymlink(entry.Path, target);
            }
            else if (entry.IsFile)
            {
                tree.AddFile(entry.Path, entry.UnixMode, bytes, entry.SizeBytes);
            }
            else
            {
                throw SourceTree.Special(entry.Path, "a device or a pipe");
            }
        }
    }

    private Digest WithoutTop(Digest whole) =>
        store.ReadTree(whole).Entries is [{ Kind: TreeEntryKind.Directory } top] ? top.Digest : whole;
}

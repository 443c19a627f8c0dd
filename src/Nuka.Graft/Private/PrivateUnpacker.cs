using System.Collections.Immutable;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Formats.Elf;
using Nuka.Graft.Unpack;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Store;

namespace Nuka.Graft.Private;

/// <summary>
/// Makes trees of packages that stand below a directory of their own instead of in the root, so that another version of the same files may be
/// in the root. Every ELF file of theirs searches their libraries first. What comes out depends on the packages and the directory alone, and is
/// made once. No script of theirs runs (specs/private.md).
/// </summary>
/// <param name="store">The store that has the packages, and gets their trees.</param>
public sealed class PrivateUnpacker(ContentStore store)
{
    /// <summary>Raised whenever the same packages would give other trees.</summary>
    public const int Epoch = 1;

    private const string Table = "private-graft-v1";
    private const int ElfBytes = 1 << 30;

    /// <summary>Finds what was made before.</summary>
    /// <param name="prefix">The directory: <c>opt/NAME</c>.</param>
    /// <param name="packages">The packages that share it.</param>
    /// <returns>A tree for each package, in their order; <see langword="null"/> if they were not made, or were collected since.</returns>
    public ImmutableArray<Digest>? TryFind(string prefix, ImmutableArray<GraftedPackage> packages)
    {
        if (!store.TryGetFact(Table, Key(prefix, packages), out byte[] known))
        {
            return null;
        }

        ImmutableArray<Digest> trees = [.. known.Chunk(known.Length / packages.Length).Select(bytes => new Digest(bytes))];
        return trees.All(tree => store.Contains(Cid.OfTree(tree))) ? trees : null;
    }

    /// <summary>Makes the trees, if they were not made before.</summary>
    /// <param name="prefix">The directory: <c>opt/NAME</c>.</param>
    /// <param name="packages">The packages that share it; in the store as they were unpacked.</param>
    /// <param name="cancellation">Looked at between files; nothing is left behind.</param>
    /// <returns>A tree for each package, in their order.</returns>
    /// <exception cref="NukaException"><c>graft/private-elf</c>, and those of the store.</exception>
    public ImmutableArray<Digest> Make(string prefix, ImmutableArray<GraftedPackage> packages, CancellationToken cancellation = default)
    {
        if (TryFind(prefix, packages) is { } known)
        {
            return known;
        }

        Dictionary<string, bool> paths = new(StringComparer.Ordinal);
        foreach ((string path, TreeEntry entry) in packages.SelectMany(package => Walk(package.Tree, string.Empty)))
        {
            paths[path] = entry.Kind == TreeEntryKind.Symlink;
        }

        PrivatePlace place = new(prefix, paths);
        TreeWriter[] writers = [.. packages.Select(_ => store.BeginTree())];
        try
        {
            foreach ((TreeWriter writer, GraftedPackage package) in writers.Zip(packages))
            {
                foreach ((string path, TreeEntry entry) in Walk(package.Tree, string.Empty))
                {
                    cancellation.ThrowIfCancellationRequested();
                    Put(writer, place, path, entry, package);
                }
            }

            Digest[] trees = store.CommitTogether(writers, cancellation);
            store.PutFact(Table, Key(prefix, packages), [.. trees.SelectMany(tree => tree.ToArray())], trees[0]);
            return [.. trees];
        }
        finally
        {
            foreach (TreeWriter writer in writers)
            {
                writer.Dispose();
            }
        }
    }

    private static byte[] Key(string prefix, ImmutableArray<GraftedPackage> packages) => Blake3.DeriveKey(
        "nuka private trees v1", Encoding.UTF8.GetBytes(string.Join('\n', packages.Select(package => package.Tree.ToString()).Prepend($"{Epoch} {prefix}")))).ToArray();

    private IEnumerable<(string Path, TreeEntry Entry)> Walk(Digest tree, string above)
    {
        foreach (TreeEntry entry in store.ReadTree(tree).Entries)
        {
            string path = above + Encoding.Latin1.GetString(entry.Name.Bytes);
            yield return (path, entry);
            foreach ((string Path, TreeEntry Entry) inner in entry.Kind == TreeEntryKind.Directory ? Walk(entry.Digest, path + "/") : [])
            {
                yield return inner;
            }
        }
    }

    private void Put(TreeWriter writer, PrivatePlace place, string path, TreeEntry entry, GraftedPackage package)
    {
        byte[] target = Encoding.Latin1.GetBytes(place.Map(path));
        switch (entry.Kind)
        {
            case TreeEntryKind.Directory:
                writer.AddDirectory(target);
                break;
            case TreeEntryKind.Symlink:
                writer.AddSymlink(target, Encoding.Latin1.GetBytes(place.Link(path, Encoding.Latin1.GetString(entry.Target.Span))));
                break;
            default:
                if (Searching(place, path, entry, package) is { } changed)
                {
                    writer.AddFile(target, entry.IsExecutable, changed);
                }
                else
                {
                    writer.AddFileByDigest(target, entry.IsExecutable, entry.Digest, (long)entry.Size);
                }

                break;
        }
    }

    /// <summary>A program or library with its new search path; <see langword="null"/> for a file that stays as it is.</summary>
    private byte[]? Searching(PrivatePlace place, string path, TreeEntry entry, GraftedPackage package)
    {
        if (!StartsAsElf(entry))
        {
            return null;
        }

        byte[] file = store.ReadBlob(entry.Digest, ElfBytes);
        if (ElfFile.TryRead(file) is not { IsDynamic: true, Kind: ElfKind.Executable or ElfKind.Shared } elf)
        {
            return null;
        }

        string wanted = place.SearchPath(path, elf.SearchPaths);
        return wanted == string.Join(':', elf.SearchPaths) ? null : ElfSearchPath.TrySet(file, wanted)
            ?? throw new Problem("graft/private-elf", $"{package.Name} cannot stand in a directory of its own: {FileName.Display(Encoding.Latin1.GetBytes(path))} takes no search path")
            {
                Reasons = ["it is an ELF file whose last segment cannot grow, so it would find the root's libraries and not its own"],
                Hints = ["leave it out of `private` in [system]"],
            }.ToException();
    }

    private bool StartsAsElf(TreeEntry entry)
    {
        if (entry.Size < 64)
        {
            return false;
        }

        using Stream content = store.OpenBlob(entry.Digest);
        byte[] start = new byte[4];
        return content.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && ElfFile.IsElf(start);
    }
}

using System.Collections.Immutable;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Packages.Local;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Store;

namespace Nuka.Packages;

/// <summary>
/// Takes what lies beside a package file into the store: what is built from is what lay there when the package was evaluated. In a work tree of git that is
/// what git knows, as it is on disk, and what it would know if it were told; elsewhere everything. Of a store that is only read nothing but the content id is
/// asked.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="git">git's absolute path; <see langword="null"/>: it is not here.</param>
/// <param name="notice">Told, once for each, of files that are taken although git does not track them: one sentence.</param>
/// <param name="cancellation">Stops it.</param>
public sealed class LocalSources(ContentStore store, string? git, Action<string> notice, CancellationToken cancellation)
{
    private const int NamesAtOnce = 8;

    private readonly HashSet<string> told = new(StringComparer.Ordinal);

    /// <summary>Takes a file or a directory.</summary>
    /// <param name="path">Its absolute path.</param>
    /// <returns>The content id of a directory's tree; of a file, that of a tree that holds the file alone.</returns>
    /// <exception cref="NukaException">
    /// <c>packages/no-source</c>, <c>packages/not-as-in-git</c>, <c>packages/no-git</c>, <c>packages/git-failed</c>, and what importing throws.
    /// </exception>
    public Cid Import(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string real = Path.Combine(RealPath.OrAsWritten(Path.GetDirectoryName(path) ?? "/"), Path.GetFileName(path));
        FileStatus status = PathStatus.TryGet(real, followsLink: false) ?? throw NoSource(path, "there is nothing of that name");
        if (status.Kind is not (FileKind.Directory or FileKind.File))
        {
            throw NoSource(path, "it is neither a file nor a directory");
        }

        ImportFilter filter = GitWorkTree.Find(real) is { } tree ? Known(tree, path, real) : WithoutGit;
        return status.Kind == FileKind.File ? ImportFile(real, status) : store.ImportDirectory(real, new ImportOptions { Filter = filter, DryRun = store.IsReadOnly }, cancellation);
    }

    /// <summary>What git knows of a path, which must be as git keeps it.</summary>
    private ImportFilter Known(GitWorkTree tree, string path, string real)
    {
        string below = PathNames.Relative(real, tree.Top)!;
        if (below.Split('/').Contains(GitWorkTree.OwnName))
        {
            throw NoSource(path, "it is git's own");
        }

        GitCall call = new(git, tree.Repository, tree.Top);
        ImmutableArray<GitEntry> entries = tree.List(call, real, cancellation);
        ImmutableArray<GitEntry> here = [.. entries.Where(entry => entry.IsRepository || tree.StatusOf(entry) is { Kind: not FileKind.Directory })];
        if (here.IsEmpty)
        {
            if (entries.IsEmpty && tree.Ignores(call, Path.GetDirectoryName(real)!, cancellation))
            {
                return WithoutGit; // The package file is ignored too, as what a build makes is: git has nothing to say of either.
            }

            throw NoSource(path, "git ignores it, or knows nothing in it");
        }

        Refuse(path,
        [
            .. entries.Except(here).Where(entry => entry.IsLeftOut).Select(entry => (entry, "it is not checked out here")),
            .. here.Where(entry => entry.IsRepository).Select(entry => (entry, "it is a repository of its own, of which git keeps only the name of a commit")),
            .. here.Where(entry => entry.IsConflict).Select(entry => (entry, "git has several versions of it: a merge has not ended")),
            .. new GitConversions(tree, call).Find(here.Where(entry => entry is { IsTracked: true, IsRepository: false, IsConflict: false }), cancellation),
        ]);
        Tell(tree, [.. here.Where(entry => !entry.IsTracked)]);
        return Filter(here, below.Length == 0 ? 0 : Encoding.UTF8.GetByteCount(below) + 1);
    }

    private static ImportFilter Filter(ImmutableArray<GitEntry> entries, int prefix)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (GitEntry entry in entries.Where(entry => entry.Path.Length > prefix))
        {
            ReadOnlySpan<byte> path = entry.Path.Span[prefix..];
            for (int end = path.Length; end > 0 && names.Add(Convert.ToHexString(path[..end])); end = path[..end].LastIndexOf((byte)'/'))
            {
                // The directories above it too.
            }
        }

        return path => names.Contains(Convert.ToHexString(path));
    }

    private static bool WithoutGit(ReadOnlySpan<byte> path) => !IsGitsOwn(path);

    private static bool IsGitsOwn(ReadOnlySpan<byte> path) => path[(path.LastIndexOf((byte)'/') + 1)..].SequenceEqual(".git"u8);

    private Cid ImportFile(string path, FileStatus status)
    {
        byte[] name = Encoding.UTF8.GetBytes(Path.GetFileName(path));
        bool isExecutable = (status.Mode & 0x40) != 0;
        using FileStream content = new(Open(path), FileAccess.Read);
        if (store.IsReadOnly)
        {
            Blake3Hasher hasher = Blake3Hasher.CreateHash();
            byte[] buffer = new byte[1 << 16];
            for (int read = content.Read(buffer); read > 0; read = content.Read(buffer))
            {
                hasher.Append(buffer.AsSpan(0, read));
            }

            return Tree.Create([TreeEntry.File(FileName.FromBytes(name), hasher.Finish(), (ulong)content.Length, isExecutable)]).Cid;
        }

        using TreeWriter writer = store.BeginTree();
        writer.AddFile(name, isExecutable, content, content.Length);
        return Cid.OfTree(writer.Commit(cancellation));
    }

    private static SafeFileHandle Open(string path)
    {
        try
        {
            return RegularFile.TryOpen(path) ?? throw NoSource(path, "it is gone");
        }
        catch (FileError error)
        {
            throw NoSource(path, RegularFile.Describe(error));
        }
    }

    private void Tell(GitWorkTree tree, ImmutableArray<GitEntry> untracked)
    {
        string[] names = [.. untracked.Select(entry => FileName.Display(entry.Path.Span)).Where(name => told.Add($"{tree.Top}/{name}"))];
        if (names.Length > 0)
        {
            string more = names.Length > NamesAtOnce ? $", and {names.Length - NamesAtOnce} more" : "";
            notice($"git does not track what a package in {tree.Top} is made from: {string.Join(", ", names.Take(NamesAtOnce))}{more} (add it, or let git ignore it)");
        }
    }

    private static void Refuse(string path, ImmutableArray<(GitEntry Entry, string Reason)> wrong)
    {
        if (wrong.IsEmpty)
        {
            return;
        }

        throw new Problem("packages/not-as-in-git", $"`{path}` is here in a form that another clone would not have")
        {
            Reasons =
            [
                .. wrong.Take(NamesAtOnce).Select(one => $"{FileName.Display(one.Entry.Path.Span)}: {one.Reason}"),
                .. wrong.Length > NamesAtOnce ? new[] { $"and {wrong.Length - NamesAtOnce} more" } : [],
            ],
            Hints = ["name files that git keeps byte for byte: `* -text` in .gitattributes, no filters, no submodules", "or name the source with `fetch`"],
        }.ToException();
    }

    private static NukaException NoSource(string path, string reason) => new Problem("packages/no-source", $"`{path}` cannot be a source")
    {
        Reasons = [reason],
        Hints = ["`local` takes a path beside the package file"],
    }.ToException();
}

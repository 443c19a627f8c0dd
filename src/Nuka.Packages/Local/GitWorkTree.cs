using System.Collections.Immutable;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Packages.Local;

/// <summary>The directory of files that a repository of git lies in.</summary>
/// <param name="Top">Its real absolute path.</param>
/// <param name="Repository">The absolute path of its <c>.git</c>.</param>
internal sealed record GitWorkTree(string Top, string Repository)
{
    /// <summary>The name that git keeps for itself in every directory.</summary>
    internal const string OwnName = ".git";

    /// <summary>Finds the work tree that a path lies in.</summary>
    /// <param name="path">A real absolute path.</param>
    /// <returns>The innermost one; <see langword="null"/> if there is none.</returns>
    internal static GitWorkTree? Find(string path)
    {
        for (string? directory = path; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            string repository = Path.Combine(directory, OwnName);
            bool isRepository = PathStatus.TryGet(repository, followsLink: true) is { } status
                && (status.Kind == FileKind.File || (status.Kind == FileKind.Directory && Path.Exists(Path.Combine(repository, "HEAD"))));
            if (isRepository)
            {
                return new GitWorkTree(directory, repository);
            }
        }

        return null;
    }

    /// <summary>Lists what is tracked, and what is not but not ignored either, at a path or below it.</summary>
    /// <param name="git">What asks git.</param>
    /// <param name="path">The path, at or below the top.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="NukaException"><c>packages/git-failed</c>, <c>packages/no-git</c>.</exception>
    internal ImmutableArray<GitEntry> List(GitCall git, string path, CancellationToken cancellation)
    {
        string below = PathNames.Relative(path, Top) ?? throw new ArgumentException("the path lies elsewhere", nameof(path));
        byte[] output = git.Run(
            ["ls-files", "-z", "-t", "--stage", "--others", "--exclude-standard", "--", .. below.Length == 0 ? Array.Empty<string>() : [below]], [], cancellation);
        List<GitEntry> entries = [];
        foreach (Range range in output.AsSpan().TrimEnd((byte)0).Split((byte)0))
        {
            if (Read(output.AsMemory(range)) is { } entry && !(entries.Count > 0 && entries[^1].Path.Span.SequenceEqual(entry.Path.Span)))
            {
                entries.Add(entry);
            }
        }

        return [.. entries];
    }

    /// <summary>Whether git is told to ignore a directory, and so all that is in it.</summary>
    /// <param name="git">What asks git.</param>
    /// <param name="directory">The directory, at or below the top.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="NukaException"><c>packages/git-failed</c>, <c>packages/no-git</c>.</exception>
    internal bool Ignores(GitCall git, string directory, CancellationToken cancellation) =>
        PathNames.Relative(directory, Top) is { Length: > 0 } below
        && git.Says(["--no-literal-pathspecs", "check-ignore", "--quiet", "--", $"./{below}"], cancellation); // it takes names as they are, and the option is not known to it

    /// <summary>What lies on disk where an entry is, be it a link; <see langword="null"/> if there is nothing.</summary>
    internal FileStatus? StatusOf(GitEntry entry)
    {
        try
        {
            using DirectoryHandle top = DirectoryHandle.Open(Top);
            return top.TryGetStatus(entry.Path.Span);
        }
        catch (FileError error) when (error.Number == ErrorNumbers.NotDirectory)
        {
            return null;
        }
    }

    /// <summary>Opens the file of an entry; <see langword="null"/> if that cannot be done.</summary>
    internal SafeFileHandle? TryOpen(GitEntry entry)
    {
        try
        {
            using DirectoryHandle top = DirectoryHandle.Open(Top);
            return top.OpenFile(entry.Path.Span);
        }
        catch (FileError)
        {
            return null; // whoever takes it says why
        }
    }

    /// <summary>Reads <c>? PATH</c> or <c>H MODE HASH STAGE TAB PATH</c> (git-ls-files(1), OUTPUT).</summary>
    private static GitEntry? Read(ReadOnlyMemory<byte> row)
    {
        if (row.IsEmpty)
        {
            return null;
        }

        if (row.Span.StartsWith("? "u8))
        {
            return new GitEntry(row[2..], "", "", false, false);
        }

        int tab = row.Span.IndexOf((byte)'\t');
        string[] words = tab < 0 ? [] : Encoding.ASCII.GetString(row.Span[..tab]).Split(' ');
        return words.Length == 4
            ? new GitEntry(row[(tab + 1)..], words[1], words[2], words[3] != "0", words[0] == "S")
            : throw new Problem("packages/git-failed", "git's list of files has another form than it must have")
            {
                Reasons = [FileName.Display(row.Span)],
                Hints = ["report it, with the version of git"],
            }.ToException();
    }
}

using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Build.Outputs;

/// <summary>
/// Walks an output directory in the order of names, each directory opened from its parent and no link followed: a build writes what it likes there.
/// </summary>
internal static class OutputWalk
{
    /// <summary>Characters of a path that an error shows: one that is too deep has thousands.</summary>
    private const int ShownPath = 200;

    /// <summary>Visits everything: a directory before what is in it. What the visit removes is not entered.</summary>
    /// <param name="output">The output.</param>
    /// <param name="visit">Called for each entry.</param>
    /// <param name="cancellation">Ends the walk.</param>
    /// <exception cref="NukaException"><c>build/unreadable-output</c>: the kernel refused.</exception>
    internal static void Run(BuildOutput output, Action<OutputEntry> visit, CancellationToken cancellation)
    {
        string at = output.Name;
        try
        {
            using DirectoryHandle top = DirectoryHandle.Open(output.Directory);
            Walk(top, [], 0);
        }
        catch (FileError error)
        {
            throw new Problem("build/unreadable-output", $"cannot work on the output '{output.Name}' of the build")
            {
                Reasons = [$"{error.Message}, in {(at.Length > ShownPath ? at[..ShownPath] + "…" : at)}"],
                Hints = ["a build step must not take its own rights away: look for `chmod` in it"],
            }.ToException(error);
        }

        void Walk(DirectoryHandle directory, byte[] above, int depth)
        {
            cancellation.ThrowIfCancellationRequested();
            at = above.Length == 0 ? output.Name : FileName.Display(above);
            foreach (FileName name in directory.List().Select(item => item.Name).Order())
            {
                byte[] path = above.Length == 0 ? name.Bytes.ToArray() : [.. above, (byte)'/', .. name.Bytes];
                FileStatus status = directory.GetStatus(name.Bytes);
                visit(new OutputEntry(directory, name, path, status));
                if (status.Kind == FileKind.Directory && directory.TryGetStatus(name.Bytes) is { Kind: FileKind.Directory })
                {
                    if (depth == TreeLimits.Depth)
                    {
                        throw new FileError("open", name.ToString(), ErrorNumbers.NameTooLong);
                    }

                    using DirectoryHandle inner = directory.OpenDirectory(name.Bytes);
                    Walk(inner, path, depth + 1);
                }
            }
        }
    }
}

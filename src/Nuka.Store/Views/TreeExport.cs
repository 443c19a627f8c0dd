using System.Text;
using Nuka.Content.Hashing;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Store.Views;

/// <summary>Writes a tree to a directory outside the store: aside, under a name that begins with a dot, then renamed.</summary>
internal static class TreeExport
{
    internal static void Write(StoreArea store, Digest tree, string target, CancellationToken cancellation)
    {
        byte[] name = Encoding.UTF8.GetBytes(Path.GetFileName(target));
        byte[] staged = Encoding.UTF8.GetBytes($".nuka-{Guid.NewGuid():N}");
        try
        {
            using DirectoryHandle parent = DirectoryHandle.Open(Path.GetDirectoryName(target) ?? "/");
            if (parent.TryGetStatus(name) is not null)
            {
                throw Exists(target);
            }

            try
            {
                new ViewBuilder(store, parent, cancellation) { CopiesOnly = true, LeavesWritable = true }.Build(tree, staged);
                if (!parent.RenameNew(staged, parent, name))
                {
                    throw Exists(target);
                }
            }
            catch
            {
                parent.RemoveTree(staged);
                throw;
            }
        }
        catch (FileError error)
        {
            throw new Problem("store/target-failed", $"'{target}' could not be written")
            {
                Reasons = [error.Message],
                Hints = ["name a directory that you may write to, on a disk with room"],
            }.ToException(error);
        }
    }

    private static NukaException Exists(string target) => new Problem("store/target-exists", $"'{target}' exists already")
    {
        Hints = ["name a directory that does not exist yet"],
    }.ToException();
}

using System.Text;

namespace Nuka.Platform.Files;

/// <summary>Removes a directory with everything below it, however deep, following no link.</summary>
internal static class TreeRemoval
{
    /// <summary>Levels that are descended at once: each costs a descriptor and a call.</summary>
    private const int DepthLimit = 64;

    private const uint OwnerAll = 0x1C0;

    internal static void Remove(DirectoryHandle parent, ReadOnlySpan<byte> name)
    {
        using (DirectoryHandle? top = Open(parent, name))
        {
            if (top is null)
            {
                return;
            }

            // What lies too deep is moved up to the top, so the top is emptied until nothing is left.
            for (List<DirectoryItem> items = top.List(); items.Count > 0; items = top.List())
            {
                foreach (DirectoryItem item in items)
                {
                    RemoveBelow(top, item.Name.Bytes, top, 1);
                }
            }
        }

        parent.RemoveDirectory(name);
    }

    private static void RemoveBelow(DirectoryHandle parent, ReadOnlySpan<byte> name, DirectoryHandle top, int depth)
    {
        using (DirectoryHandle? inner = Open(parent, name))
        {
            if (inner is null)
            {
                return;
            }

            if (depth == DepthLimit)
            {
                parent.Rename(name, top, Encoding.ASCII.GetBytes($"{Guid.NewGuid():N}"));
                return;
            }

            foreach (DirectoryItem item in inner.List())
            {
                RemoveBelow(inner, item.Name.Bytes, top, depth + 1);
            }
        }

        parent.RemoveDirectory(name);
    }

    /// <summary>Opens a directory that is to be emptied; removes anything else at once, and then gives nothing.</summary>
    private static DirectoryHandle? Open(DirectoryHandle parent, ReadOnlySpan<byte> name)
    {
        if (parent.TryGetStatus(name) is not { Kind: FileKind.Directory } directory)
        {
            parent.RemoveFile(name);
            return null;
        }

        if ((directory.Mode & OwnerAll) != OwnerAll)
        {
            parent.SetMode(name, OwnerAll);
        }

        return parent.OpenDirectory(name);
    }
}

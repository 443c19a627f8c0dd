using Microsoft.Win32.SafeHandles;
using Nuka.Content.Hashing;
using Nuka.Platform.Files;

namespace Nuka.Store.Collecting;

/// <summary>
/// A file that takes a little space as long as all is well. On a full disk even to forget something needs space, for the index's log:
/// a collection gives the reserve up first and makes it again at its end.
/// </summary>
internal static class Reserve
{
    private const int LengthBytes = 1 << 20;

    private static ReadOnlySpan<byte> Name => "reserve"u8;

    /// <summary>Gives the space up.</summary>
    internal static void Release(DirectoryHandle root) => root.RemoveFile(Name);

    /// <summary>Takes the space; on a full disk there is none to take, and the next collection tries again.</summary>
    internal static void Restore(DirectoryHandle root)
    {
        try
        {
            if (root.TryGetStatus(Name) is not null)
            {
                return;
            }

            using SafeFileHandle file = root.CreateFile(Name);
            byte[] content = new byte[LengthBytes];
            Blake3Hasher.CreateHash().Finish(content); // Bytes that a file system cannot make smaller.
            OpenFile.WriteFull((int)file.DangerousGetHandle(), content, "the reserve");
        }
        catch (FileError error) when (error.Number is ErrorNumbers.NoSpace or ErrorNumbers.Quota or ErrorNumbers.Exists)
        {
            Release(root);
        }
    }
}

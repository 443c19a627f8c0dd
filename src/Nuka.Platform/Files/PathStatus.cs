using System.Runtime.InteropServices;
using System.Text;

namespace Nuka.Platform.Files;

/// <summary>Asks what lies at a path, where no directory has to be opened for that: above a project some may only be passed through.</summary>
public static unsafe class PathStatus
{
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const uint BasicStats = 0x7FF;

    /// <summary>The status of a path.</summary>
    /// <param name="path">An absolute path.</param>
    /// <param name="followsLink">Whether a link at its end is followed; else it is the link's own status.</param>
    /// <returns><see langword="null"/> if there is nothing, or nothing that may be looked at.</returns>
    /// <exception cref="FileError">The kernel refuses for another reason.</exception>
    public static FileStatus? TryGet(string path, bool followsLink)
    {
        try
        {
            return TryGetAllowed(path, followsLink);
        }
        catch (FileError error) when (error.Number == ErrorNumbers.AccessDenied)
        {
            return null;
        }
    }

    /// <summary>The status of a path, for a caller to whom a refusal is something else than nothing.</summary>
    /// <param name="path">A path.</param>
    /// <param name="followsLink">Whether a link at its end is followed; else it is the link's own status.</param>
    /// <returns><see langword="null"/> if there is nothing.</returns>
    /// <exception cref="FileError">The kernel refuses, be it that a directory on the way may not be entered.</exception>
    internal static FileStatus? TryGetAllowed(string path, bool followsLink)
    {
        ArgumentNullException.ThrowIfNull(path);
        byte* raw = stackalloc byte[256];
        fixed (byte* bytes = (byte[])[.. Encoding.UTF8.GetBytes(path), 0])
        {
            if (Libc.StatX(CurrentDirectory, bytes, followsLink ? 0 : NoFollow, BasicStats, raw) == 0)
            {
                return StatusLayout.Read(raw);
            }
        }

        int error = Marshal.GetLastPInvokeError();
        return error is ErrorNumbers.NotFound or ErrorNumbers.NotDirectory ? null
            : throw new FileError("stat", Path.GetFileName(path), error);
    }
}

using System.Text;
using Microsoft.Win32.SafeHandles;
using Nuka.Platform.Files;
using Nuka.Sandbox.Plans;

namespace Nuka.Environments.Host;

/// <summary>
/// What stands on the host where a file is expected that is read or shown if it is there. Something else than a file counts as nothing, and is told:
/// a pipe would be waited for, a directory cannot be mounted on a file.
/// </summary>
/// <param name="Path">The path.</param>
/// <param name="IsThere">Whether a regular file is there that may be read.</param>
/// <param name="Oddity">What is there in the place of such a file, in words; <see langword="null"/> if nothing is, or the file.</param>
public sealed record HostFile(string Path, bool IsThere, string? Oddity)
{
    /// <summary>Looks; links are followed, and nothing is waited for.</summary>
    /// <param name="path">An absolute path.</param>
    public static HostFile Look(string path)
    {
        try
        {
            using SafeFileHandle? file = RegularFile.TryOpen(path);
            return new HostFile(path, file is not null, null);
        }
        catch (FileError error)
        {
            return new HostFile(path, IsThere: false, RegularFile.Describe(error));
        }
    }

    /// <summary>Reads a text.</summary>
    /// <param name="path">An absolute path.</param>
    /// <param name="limitBytes">What is longer is cut off there.</param>
    /// <returns>The text; <see langword="null"/> if there is no file that may be read.</returns>
    public static string? TryRead(string path, int limitBytes) => TryReadBytes(path, limitBytes) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>Reads the bytes.</summary>
    /// <param name="path">An absolute path.</param>
    /// <param name="limitBytes">What is longer is cut off there: one byte more than the caller accepts tells that it is too large.</param>
    /// <returns>The bytes; <see langword="null"/> if there is no file that may be read.</returns>
    internal static byte[]? TryReadBytes(string path, int limitBytes)
    {
        try
        {
            return RegularFile.TryRead(path, limitBytes);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The nearest of a path and the directories above it that the caller may look at, so that a change there can be noticed.</summary>
    /// <param name="path">An absolute path.</param>
    public static string Watchable(string path)
    {
        for (string at = path; ; at = System.IO.Path.GetDirectoryName(at) ?? "/")
        {
            if (at == "/" || MayBeLookedAt(at))
            {
                return at;
            }
        }
    }

    private static bool MayBeLookedAt(string path)
    {
        try
        {
            FreshnessEntry.Observe(path);
            return true;
        }
        catch (FileError)
        {
            return false;
        }
    }
}

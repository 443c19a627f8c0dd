using System.Text;

namespace Nuka.Platform.Files;

/// <summary>Asks the kernel what the process may do with a path, without doing it.</summary>
public static unsafe class FileAccessCheck
{
    private const int WriteAccess = 2;
    private const int EffectiveIds = 0x200;
    private const int CurrentDirectory = -100;

    /// <summary>Whether the process may write to a file, or make names in a directory.</summary>
    /// <param name="path">The path; links are followed.</param>
    public static bool MayWrite(string path)
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(path), 0];
        fixed (byte* name = bytes)
        {
            return Libc.AccessAt(CurrentDirectory, name, WriteAccess, EffectiveIds) == 0;
        }
    }
}

using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Nuka.Store;

/// <summary>Asks the kernel which process holds a lock, for messages: of other users' processes it may not say.</summary>
internal static class LockHolder
{
    /// <summary>Finds one.</summary>
    /// <param name="file">The open lock file.</param>
    /// <returns>For instance <c>process 4711 (flock)</c>; <see langword="null"/> if nobody can be named.</returns>
    internal static string? Find(SafeFileHandle file)
    {
        try
        {
            string inode = File.ReadLines($"/proc/self/fdinfo/{file.DangerousGetHandle()}").First(line => line.StartsWith("ino:", StringComparison.Ordinal))[4..].Trim();

            // number: FLOCK ADVISORY WRITE process major:minor:inode start end
            string? process = File.ReadLines("/proc/locks").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(fields => fields.Length >= 8 && fields[1] == "FLOCK" && fields[5].EndsWith(":" + inode, StringComparison.Ordinal))
                .Select(fields => fields[4]).FirstOrDefault(id => id != Environment.ProcessId.ToString(CultureInfo.InvariantCulture) && !id.StartsWith('-') && id != "0");
            return process is null ? null : $"process {process} ({File.ReadAllText($"/proc/{process}/comm").Trim()})";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return null;
        }
    }
}

using System.Globalization;
using Nuka.Platform.Files;

namespace Nuka.Cli.Frame;

/// <summary>A file system in memory that anybody may write to: another kind than any disk, which lists directories in another order.</summary>
internal static class MemoryDisk
{
    private const string Place = "/dev/shm";
    private const long EnoughBytes = 8L << 30;

    /// <summary>A directory there for one account; it is made.</summary>
    /// <param name="user">The account.</param>
    /// <returns>Its path. <see langword="null"/> if there is no such file system, little room on it, or nothing may be executed there.</returns>
    internal static string? Find(uint user)
    {
        try
        {
            string[]? mount = File.ReadLines("/proc/self/mounts").Select(line => line.Split(' ')).LastOrDefault(words => words.Length > 3 && words[1] == Place);
            string own = string.Create(CultureInfo.InvariantCulture, $"{Place}/nuka-{user}");
            return mount is [_, _, "tmpfs", var options, ..] && !options.Split(',').Contains("noexec") && new DriveInfo(Place).AvailableFreeSpace >= EnoughBytes
                && IsOwn(own, user) ? own : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Everybody may make something of that name: what somebody else made is not used. Nobody else can remove what is one's own there.</summary>
    private static bool IsOwn(string directory, uint user)
    {
        PrivateDirectory.Make(directory);
        return PathStatus.TryGet(directory, followsLink: false) is { Kind: FileKind.Directory } status && status.User == user && (status.Mode & 0x3F) == 0;
    }
}

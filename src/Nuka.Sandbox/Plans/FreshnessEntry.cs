using System.Text;
using Nuka.Platform.Files;

namespace Nuka.Sandbox.Plans;

/// <summary>One path and what the kernel said of it when a plan was made; the plan is fresh while every entry still says the same.</summary>
/// <param name="Path">The path on the host. A link is not followed.</param>
/// <param name="Exists">Whether there was anything. If not, the other values are zero.</param>
/// <param name="Device">The device number as statx(2) reports it: major in the upper, minor in the lower 32 bits.</param>
/// <param name="Inode">The inode number.</param>
/// <param name="SizeBytes">The size.</param>
/// <param name="ModifiedNanoseconds">Time of the last change of content, since 1970.</param>
/// <param name="ChangedNanoseconds">Time of the last change of the inode, since 1970; zero: not compared.</param>
public sealed record FreshnessEntry(
    string Path, bool Exists, ulong Device, ulong Inode, long SizeBytes, long ModifiedNanoseconds, long ChangedNanoseconds)
{
    /// <summary>How old a change must be before its times can be trusted: a second change within one tick of a clock leaves no trace.</summary>
    public static TimeSpan SettlingTime => TimeSpan.FromSeconds(2);

    /// <summary>Whether it is a file that only nuka changes, so that a change of a moment ago was nuka's own and was seen whole.</summary>
    public bool IsOwn { get; init; }

    /// <summary>
    /// As <see cref="Observe"/>, for a file of the store that was compared with its digest or its seal. Its inode changes whenever another root
    /// links it, so the time of that is not compared.
    /// </summary>
    /// <param name="path">An absolute path.</param>
    /// <exception cref="FileError">As for <see cref="Observe"/>.</exception>
    public static FreshnessEntry ObserveOwn(string path) => Observe(path) with { IsOwn = true, ChangedNanoseconds = 0 };

    /// <summary>Asks the kernel now. Observe a file <em>before</em> reading it: a change in between is then seen at the next start.</summary>
    /// <param name="path">An absolute path.</param>
    /// <exception cref="FileError">The path cannot be looked at for another reason than that it is absent.</exception>
    public static FreshnessEntry Observe(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string directory = System.IO.Path.GetDirectoryName(path) ?? "/";
        FileStatus? status;
        try
        {
            using DirectoryHandle parent = DirectoryHandle.Open(directory);
            status = parent.TryGetStatus(Encoding.UTF8.GetBytes(System.IO.Path.GetFileName(path)));
        }
        catch (FileError error) when (error.Number is ErrorNumbers.NotFound or ErrorNumbers.NotDirectory)
        {
            status = null;
        }

        return status is { } known
            ? new FreshnessEntry(path, true, known.Device, known.Inode, known.SizeBytes, known.ModifiedNanoseconds, known.ChangedNanoseconds)
            : new FreshnessEntry(path, false, 0, 0, 0, 0, 0);
    }

    /// <summary>Whether the last change lies far enough back (<see cref="SettlingTime"/>) for its times to tell the next one.</summary>
    /// <param name="now">The present.</param>
    public bool IsSettled(DateTimeOffset now)
    {
        long latest = Math.Max(ModifiedNanoseconds, ChangedNanoseconds) / 1_000_000;
        return !Exists || IsOwn || latest <= (now - SettlingTime).ToUnixTimeMilliseconds();
    }
}

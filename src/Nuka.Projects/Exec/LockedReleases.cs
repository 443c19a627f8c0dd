using Nuka.Graft.Sources;
using Nuka.Platform.Errors;
using Nuka.Projects.Locks;

namespace Nuka.Projects.Exec;

/// <summary>
/// Compares the releases that a lock names with those that were checked here. An archive that moved on has another date, and that is no
/// matter: the packages are fixed by their own digests. But the same archive, suite and date with another text is either a lock that
/// somebody wrote, or an archive that signs two truths.
/// </summary>
internal static class LockedReleases
{
    /// <summary>Compares; sources that are not known here say nothing.</summary>
    /// <param name="platform">The lock's answer.</param>
    /// <param name="state">What is known of the releases.</param>
    /// <exception cref="NukaException"><c>projects/lock-release-differs</c>.</exception>
    internal static void RequireSame(LockedPlatform platform, ArchiveState state)
    {
        foreach (LockedSource source in platform.Sources)
        {
            ReleaseState? release = state.Releases.FirstOrDefault(one => one.Uri == source.Uri && one.Suite == source.Suite && one.Date == source.Date);
            if (release is not null && source.Sha256 is { } locked && locked != release.ReleaseSha256)
            {
                throw new Problem("projects/lock-release-differs", $"the lock names another release of {source.Id} than the archive signed")
                {
                    Reasons =
                    [
                        $"both are dated {release.Date.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC",
                        $"the lock says {locked}",
                        $"signed by {release.SignedByKey} is {release.ReleaseSha256}",
                    ],
                    Hints = ["look who changed the lock, then make it anew   try: nuka update"],
                }.ToException();
            }
        }
    }
}

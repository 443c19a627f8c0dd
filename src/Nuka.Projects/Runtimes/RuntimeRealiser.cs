using Nuka.Platform.Errors;
using Nuka.Projects.Exec;
using Nuka.Projects.Locks;
using Nuka.Projects.Realise;

namespace Nuka.Projects.Runtimes;

/// <summary>Brings a named runtime into the store as its lock says it, without a project.</summary>
/// <param name="rooms">The rooms.</param>
public sealed class RuntimeRealiser(ProjectRooms rooms)
{
    /// <summary>Realises, or finds what is there.</summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="NukaException">
    /// <c>projects/no-runtime-here</c>: it is not locked for this machine; <c>projects/lock-differs</c>; a package cannot be had.
    /// </exception>
    public async Task<RealisedEnvironment> RealiseAsync(NamedRuntime runtime, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        LockedPlatform platform = runtime.Lock?.Platform(rooms.Platform) ?? throw new Problem("projects/no-runtime-here", $"the runtime {runtime.Label} is not locked for {rooms.Platform}")
        {
            Hints = ["`nuka runtime info NAME` says for which machines it is"],
        }.ToException();
        ProjectLocker locker = new(rooms);
        if (locker.TryShow(platform, cancellation) is { } ready)
        {
            return ready;
        }

        if (!rooms.IsOffline)
        {
            await rooms.Archive.Value.EnsureAsync(rooms.Sources.Value, rooms.IndexAgeLimit, cancellation);
        }

        return await locker.RealiseAsync(platform, cancellation);
    }
}

using System.Collections.Immutable;
using Nuka.Graft.Cleaning;
using Nuka.Graft.Unpack;
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

    /// <summary>
    /// Realises a runtime with more packages above its own: joined in their order, and finished with it, as if it had been locked with them. The lock of the runtime
    /// says what its own packages become; what they become with these nobody has written down.
    /// </summary>
    /// <param name="runtime">The runtime.</param>
    /// <param name="more">Packages that it does not hold; their sources are the machine's.</param>
    /// <param name="renewal">The command that takes other versions of these.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="NukaException">As without more; a package cannot be had, is not what it should be, or has a path that another one has too.</exception>
    public async Task<RealisedEnvironment> RealiseAsync(NamedRuntime runtime, ImmutableArray<LockedPackage> more, string renewal, CancellationToken cancellation)
    {
        RealisedEnvironment alone = await RealiseAsync(runtime, cancellation);
        if (more.IsEmpty)
        {
            return alone;
        }

        GraftUnpacker unpacker = new(rooms.Store, CleaningPolicy.Development);
        if (!rooms.IsOffline && more.Any(package => unpacker.TryFind(Convert.FromHexString(package.Sha256)) is null))
        {
            await rooms.Archive.Value.EnsureAsync(rooms.Sources.Value, rooms.IndexAgeLimit, cancellation);
        }

        return await new ProjectLocker(rooms).RealiseTogetherAsync(runtime.Lock!.Platform(rooms.Platform)!, more, renewal, cancellation);
    }
}

using System.Text;
using Nuka.Environments.Permissions;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Projects.Discovery;
using Nuka.Projects.Locks;
using Nuka.Projects.Manifests;

namespace Nuka.Projects.Exec;

/// <summary>Writes a project's lock and manifest, where they may be written.</summary>
/// <param name="rooms">The rooms.</param>
internal sealed class LockSaver(ProjectRooms rooms)
{
    /// <summary>Writes the lock, and the manifest with it where that was edited: both or neither.</summary>
    /// <param name="answer">The lock that is to be.</param>
    /// <param name="before">The lock as it was read.</param>
    /// <param name="place">The project.</param>
    /// <param name="manifest">The manifest that is to be.</param>
    /// <param name="options">What the person asked for.</param>
    /// <exception cref="NukaException"><c>projects/lock-stale</c>, <c>projects/bad-link</c>, <c>projects/not-writable</c>, <c>projects/disk-full</c>.</exception>
    public void Save(LockFile answer, LockFile before, ProjectPlace place, ProjectManifest manifest, ExecOptions options)
    {
        if (options.Edit is null && answer.Document.Text == before.Document.Text)
        {
            return;
        }

        if (options.Locked)
        {
            // What another machine chose for this platform is used as it is; what it became is not written down this time.
            if (before.Environment?.Platform(rooms.Platform) is not { IsOpen: true })
            {
                throw options.Run && before.Environment?.Platform(rooms.Platform) is { Run: null } ? NoRunSet(place) : Stale(place, before.Environment, []);
            }

            return;
        }

        PrivateDirectory.Make(rooms.State.Project(ProjectKey.Of(place.Directory)));
        if (options.Edit is not null)
        {
            ProjectFile.Write(place.Directory, () => AtomicFile.WriteBoth(
                place.ManifestTarget(rooms.State),
                Encoding.UTF8.GetBytes(manifest.Document.Text),
                place.LockTarget(rooms.State),
                Encoding.UTF8.GetBytes(answer.Document.Text),
                AtomicFile.OrdinaryMode));
            return;
        }

        answer.Save(place.LockTarget(rooms.State));
    }

    /// <summary>Refuses files that could not be written, before anything is fetched for them.</summary>
    /// <param name="place">The project.</param>
    /// <param name="options">What the person asked for.</param>
    /// <exception cref="NukaException"><c>projects/bad-link</c>.</exception>
    public void RequireWritable(ProjectPlace place, ExecOptions options)
    {
        place.LockTarget(rooms.State);
        if (options.Edit is not null)
        {
            place.ManifestTarget(rooms.State);
        }
    }

    /// <summary>What joins an environment for a command alone, and stays, is said: it is in no file of the project.</summary>
    /// <param name="answer">The lock that was written.</param>
    /// <param name="known">The lock as it was read.</param>
    /// <param name="place">The project.</param>
    public void SayRemembered(EnvironmentLock answer, EnvironmentLock? known, ProjectPlace place)
    {
        if (known?.Platform(rooms.Platform) is not { } earlier)
        {
            return;
        }

        HashSet<string> there = [.. earlier.Packages.Select(package => package.Name)];
        there.UnionWith(answer.Needs.Where(row => row.Need.Origin != NeedOrigin.Command).Select(row => row.Package).OfType<string>());
        foreach (LockedNeed row in answer.Needs.Where(row => row is { Package: not null, Need: { Origin: NeedOrigin.Command, Kind: NeedKind.Program } }))
        {
            if (there.Add(row.Package!))
            {
                rooms.Progress.Note($"`{row.Need.Name}` is taken from {row.Package}: the command names it, and {place.LockName} remembers it until `nuka remove {row.Package}`");
            }
        }
    }

    private static NukaException NoRunSet(ProjectPlace place) => new Problem("projects/lock-stale", "the lock has no run set yet, and none may be chosen")
    {
        Place = new Place(place.LockName),
        Reasons = ["the first start with --run chooses it", "--locked forbids to write it"],
        Hints = ["let it be chosen once   try: nuka exec --run CMD", "use the whole environment   try: nuka exec --locked CMD"],
    }.ToException();

    /// <summary>What is said where a lock would have to be written and may not.</summary>
    /// <param name="place">The project.</param>
    /// <param name="known">The lock until now; <see langword="null"/> for none.</param>
    /// <param name="observed">What built files ask for and the lock has not.</param>
    public static NukaException Stale(ProjectPlace place, EnvironmentLock? known, IEnumerable<LockedNeed> observed) =>
        new Problem("projects/lock-stale", known is null ? "the project has no lock, and none may be made"
            : "the lock does not answer the project any more")
        {
            Place = new Place(place.LockName),
            Reasons = [.. observed.Take(3).Select(row => $"{row.Need.Evidence.File} needs {row.Need.Key}"), "--locked forbids to write it"],
            Hints = ["try: nuka lock"],
        }.ToException();
}

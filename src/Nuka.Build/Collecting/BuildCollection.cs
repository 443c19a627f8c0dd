using System.Text;
using Nuka.Build.Running;
using Nuka.Graft.Finish;
using Nuka.Platform.Files;

namespace Nuka.Build.Collecting;

/// <summary>
/// Removes the directories that builds left: of those that failed, and of those that were killed. Never that of a build that runs, which holds a lock, nor one that
/// somebody has entered, which a lease of the store says. To be done while nobody else has the store open (<see cref="Nuka.Store.CollectOptions.Meanwhile"/>).
/// </summary>
/// <param name="directory">Where packages are built; it need not exist.</param>
/// <param name="clock">The clock.</param>
public sealed class BuildCollection(string directory, TimeProvider clock)
{
    /// <summary>Beside the directory of a failed build that was entered: the lease that is held as long as somebody is in it.</summary>
    internal const string EnteredEnding = ".entered";

    private long removed;
    private long freed;
    private long kept;

    /// <summary>Notes that somebody enters the directory of a failed build.</summary>
    /// <param name="failed">The directory.</param>
    /// <param name="lease">The file of the lease that he holds.</param>
    internal static void Enter(string failed, string lease) => AtomicFile.Write(failed + EnteredEnding, Encoding.UTF8.GetBytes(lease), mode: 0x180);

    /// <summary>Removes them.</summary>
    /// <param name="olderThan">Only builds that failed longer ago go; <see langword="null"/>: all.</param>
    /// <param name="keep">How many of those that failed last stay, whatever their age.</param>
    /// <param name="dryRun">Whether only to count.</param>
    public BuildSweep Run(TimeSpan? olderThan, int? keep, bool dryRun)
    {
        if (!Directory.Exists(directory))
        {
            return new BuildSweep(0, 0, 0);
        }

        using DirectoryHandle parent = DirectoryHandle.Open(directory);
        string[] names = [.. parent.List().Select(item => item.Name.ToString()).Order(StringComparer.Ordinal)];
        foreach (string name in names.Where(name => name.StartsWith(StepRunner.Prefix, StringComparison.Ordinal) && Directory.Exists(Path.Combine(directory, name))))
        {
            Sweep(parent, name, BuildDirectory.IsHeld(parent, name), dryRun);
        }

        DateTimeOffset now = clock.GetUtcNow();
        (string Name, DateTimeOffset Time)[] failed =
        [
            .. names.Where(IsFailed).Select(name => (name, (DateTimeOffset)Directory.GetLastWriteTimeUtc(Path.Combine(directory, name)))).OrderByDescending(one => one.Item2),
        ];
        foreach (((string name, DateTimeOffset time), int place) in failed.Select((one, place) => (one, place)))
        {
            Sweep(parent, name, place < (keep ?? 0) || (olderThan is { } age && now - time <= age) || IsEntered(name), dryRun);
        }

        if (!dryRun)
        {
            BuildDirectory.RemoveForgotten(parent, StepRunner.Prefix);
            foreach (string note in names.Where(name => name.EndsWith(EnteredEnding, StringComparison.Ordinal) && !Directory.Exists(Path.Combine(directory, name[..^EnteredEnding.Length]))))
            {
                parent.RemoveFile(Encoding.UTF8.GetBytes(note));
            }
        }

        return new BuildSweep(removed, freed, kept);
    }

    private bool IsFailed(string name) =>
        name.StartsWith(StepRunner.FailedPrefix, StringComparison.Ordinal) && Directory.Exists(Path.Combine(directory, name));

    private bool IsEntered(string name)
    {
        string note = Path.Combine(directory, name + EnteredEnding);
        if (!File.Exists(note) || File.ReadAllText(note) is not { Length: > 0 } lease || !File.Exists(lease))
        {
            return false;
        }

        using DirectoryHandle leases = DirectoryHandle.Open(Path.GetDirectoryName(lease)!);
        return BuildDirectory.IsHeldFile(leases, Path.GetFileName(lease));
    }

    private void Sweep(DirectoryHandle parent, string name, bool stays, bool dryRun)
    {
        if (stays)
        {
            kept++;
            return;
        }

        removed++;
        freed += Measure(Path.Combine(directory, name));
        if (!dryRun)
        {
            // Set aside first: who is killed here leaves no half directory that somebody could enter.
            byte[] aside = Encoding.UTF8.GetBytes(name.StartsWith(StepRunner.Prefix, StringComparison.Ordinal) ? name : $"{StepRunner.Prefix}{Guid.NewGuid():N}");
            byte[] own = Encoding.UTF8.GetBytes(name);
            if (!own.AsSpan().SequenceEqual(aside))
            {
                parent.Rename(own, parent, aside);
            }

            parent.RemoveTree(aside);
        }
    }

    // What a link leads to is no part of the directory.
    private static long Measure(string path) =>
        new DirectoryInfo(path)
            .EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true })
            .Sum(file => file.Length);
}

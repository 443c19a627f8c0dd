using System.Collections.Immutable;
using System.Text;
using Nuka.Content.Trees;
using Nuka.Graft.Finish;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Projects.Discovery;
using Nuka.Projects.Exec;
using Nuka.Projects.Locks;
using Nuka.Sandbox.Launching;

namespace Nuka.Projects.Learning;

/// <summary>
/// Tries a command of a project until it has what it needs: the last resort, for needs that no file states. Here, and only here, a person's
/// command is a child of nuka and its output is read; what <c>exec</c> starts is nobody's business but theirs.
/// </summary>
/// <param name="rooms">The rooms.</param>
public sealed class CommandTrial(ProjectRooms rooms)
{
    private readonly ProjectRunner runner = new(rooms);

    /// <summary>Tries.</summary>
    /// <param name="options">The command, and where.</param>
    /// <param name="output">Gets everything that the command prints, as it prints it.</param>
    /// <param name="cancellation">Ends the command and the trial; the lock is then as it was.</param>
    /// <returns>What it came to; what helped is in the lock.</returns>
    /// <exception cref="NukaException">The environment cannot be made.</exception>
    public async Task<TrialResult> RunAsync(ExecOptions options, Stream output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        Cid? root = null;
        LearningLoop loop = new(async (learned, cancelled) =>
        {
            PreparedExec prepared = await runner.PrepareAsync(options with { Learned = learned, IsTrial = !learned.IsEmpty }, cancelled);
            Cid now = prepared.Lock.Platform(rooms.Platform)!.Root;
            if (now == root)
            {
                prepared.Lease.Dispose();
                return null;
            }

            root = now;
            return running => AttemptAsync(prepared, options.Command, output, running);
        });
        TrialResult result = await loop.RunAsync(options.Command, cancellation);
        if (!result.Learned.IsEmpty)
        {
            (await runner.PrepareAsync(options with { Learned = result.Learned }, cancellation)).Lease.Dispose();
        }

        return result;
    }

    private async Task<TrialRound> AttemptAsync(PreparedExec prepared, ImmutableArray<string> command, Stream output, CancellationToken cancellation)
    {
        using (prepared.Lease)
        {
            // Killed at any instruction, this leaves a directory that the next one removes.
            using BuildDirectory directory = BuildDirectory.Create(PrivateDirectory.Make(rooms.State.Work));
            (int exitCode, ReadOnlyMemory<byte> end) = await TeedProcess.RunAsync(prepared.Plan.Sandbox, command, directory.FullPath, output, inheritsInput: true, cancellation);
            return new TrialRound(exitCode, Encoding.UTF8.GetString(end.Span), Answered(prepared.Lock));
        }
    }

    private static ImmutableHashSet<string> Answered(EnvironmentLock known) =>
        [.. known.Needs.Concat(known.Observed).Where(row => row.Package is not null).Select(row => row.Need.Key)];
}

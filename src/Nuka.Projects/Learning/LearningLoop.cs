using System.Collections.Immutable;
using Nuka.Projects.Discovery;

namespace Nuka.Projects.Learning;

/// <summary>
/// Runs a command, reads in its output what it was missing, and runs it again with that. It ends when the command succeeds, when its output
/// names nothing new, or after <see cref="MostRounds"/>.
/// </summary>
/// <param name="prepare">
/// Makes the environment with what was learned, and gives what runs the command in it; <see langword="null"/> if that environment is the one
/// before, so that to run it again would be in vain.
/// </param>
internal sealed class LearningLoop(Func<ImmutableArray<Need>, CancellationToken, Task<Func<CancellationToken, Task<TrialRound>>?>> prepare)
{
    /// <summary>Runs of the command. The most that a real project took was six, with nothing known beforehand.</summary>
    public const int MostRounds = 8;

    /// <summary>
    /// Needs that are taken from one run's output; others that it still is missing then come with the next run. The output is a program's, and what it
    /// names is fetched.
    /// </summary>
    public const int MostNeeds = 32;

    /// <summary>Runs the loop.</summary>
    /// <param name="command">The command's words, for the evidence.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<TrialResult> RunAsync(IReadOnlyList<string> command, CancellationToken cancellation)
    {
        ImmutableArray<Need> learned = [];
        ImmutableArray<Need> found = [];
        TrialRound? last = null;
        int rounds = 0;
        while (rounds < MostRounds && await prepare(learned, cancellation) is { } run)
        {
            last = await run(cancellation);
            rounds++;
            found = last.ExitCode == 0 ? [] : FailureReader.Find(last.Output, command);
            HashSet<string> known = [.. last.Answered, .. learned.Select(need => need.Key)];
            ImmutableArray<Need> fresh = [.. found.Where(need => !known.Contains(need.Key)).Take(MostNeeds)];
            if (fresh.IsEmpty)
            {
                break;
            }

            learned = [.. learned, .. fresh];
        }

        // What is asked for again though it was added did not help; what was added last and never tried is no more than a guess.
        HashSet<string> missing = [.. found.Select(need => need.Key)];
        return new TrialResult(last?.ExitCode ?? 0, rounds, [.. learned.Where(need => !missing.Contains(need.Key) && last!.Answered.Contains(need.Key))], found);
    }
}

using System.Collections.Immutable;
using Nuka.Graft.Sources;
using Nuka.Platform.Errors;
using Nuka.Platform.Progress;
using Nuka.Projects.Discovery;
using Nuka.Projects.Locks;

namespace Nuka.Projects.Exec;

/// <summary>
/// Takes of what a failed run was missing what can be had together with the rest, and says what it is before anything is fetched: the names come out of
/// the output of a program, which may say anything.
/// </summary>
/// <param name="locker">Solves.</param>
/// <param name="progress">Hears what is taken and what is left out.</param>
internal sealed class LearnedNeeds(ProjectLocker locker, IProgressSink progress)
{
    // Each round brings all that was learned until then; a person hears of each need once.
    private readonly HashSet<string> said = new(StringComparer.Ordinal);

    /// <summary>Asks with all that was learned, or with as much of it as has an answer.</summary>
    /// <param name="before">The lock until now, with everything that was learned.</param>
    /// <param name="learned">What was learned.</param>
    /// <param name="ask">Asks for a lock until now.</param>
    /// <param name="catalogue">The archives, open.</param>
    /// <returns>The lock until now without what is left out, and the question.</returns>
    /// <exception cref="NukaException">The question has no answer without what was learned either.</exception>
    public async Task<(EnvironmentLock? Before, LockQuestion Question)> FitAsync(
        EnvironmentLock? before, ImmutableArray<Need> learned, Func<EnvironmentLock?, Task<LockQuestion>> ask, ArchiveCatalogue catalogue)
    {
        LockQuestion question = await ask(before);
        if (!learned.IsEmpty && Conflict(question, catalogue, before) is not null)
        {
            HashSet<string> keys = [.. learned.Select(need => need.Key)];
            before = before! with { Needs = before.Needs.RemoveAll(row => row.Need.Origin == NeedOrigin.Failure && keys.Contains(row.Need.Key)) };
            foreach (Need need in learned)
            {
                before = await WithAsync(before, need, ask, catalogue);
            }

            question = await ask(before);
        }

        Announce(question, learned);
        return (before, question);
    }

    private async Task<EnvironmentLock> WithAsync(EnvironmentLock before, Need need, Func<EnvironmentLock?, Task<LockQuestion>> ask, ArchiveCatalogue catalogue)
    {
        EnvironmentLock more = before with { Needs = before.Needs.Add(new LockedNeed(need, null)) };
        if (Conflict(await ask(more), catalogue, more) is not { } conflict)
        {
            return more;
        }

        if (said.Add(need.Key))
        {
            progress.Note($"{need.Key} is left out, it cannot be had together with the rest: {string.Join("; ", conflict.Reasons.Prepend(conflict.Message).Take(2))}");
        }

        return before;
    }

    private Problem? Conflict(LockQuestion question, ArchiveCatalogue catalogue, EnvironmentLock? before)
    {
        try
        {
            locker.Foresee(question, catalogue, before);
            return null;
        }
        catch (NukaException refused) when (refused.Problem.Code is "solve/impossible" or "solve/too-hard" or "graft/unknown-package")
        {
            return refused.Problem;
        }
    }

    private void Announce(LockQuestion question, ImmutableArray<Need> learned)
    {
        foreach (Need need in learned)
        {
            string? package = question.Needs.FirstOrDefault(row => row.Need.Key == need.Key)?.Package;
            if (package is not null && said.Add(need.Key))
            {
                progress.Note($"adding {package} for {need.Key}: {need.Evidence.Token}");
            }
        }
    }
}

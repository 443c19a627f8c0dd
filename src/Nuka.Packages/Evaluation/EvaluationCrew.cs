using System.Runtime.ExceptionServices;
using Nuka.Formats.Nuon;

namespace Nuka.Packages.Evaluation;

/// <summary>Evaluates parts of a set on threads of its own, each part on one: a sandbox belongs to the thread that started it.</summary>
/// <param name="count">How many parts there are.</param>
/// <param name="evaluate">Evaluates one.</param>
internal sealed class EvaluationCrew(int count, Func<int, NuonRecord[]> evaluate)
{
    private readonly NuonRecord[]?[] drafts = new NuonRecord[count][];
    private readonly ExceptionDispatchInfo?[] failures = new ExceptionDispatchInfo[count];
    private int next = -1;

    /// <summary>Evaluates all parts.</summary>
    /// <param name="threads">How many at once.</param>
    /// <returns>The drafts, in order.</returns>
    /// <exception cref="Exception">What evaluating the first part that fails throws; all have ended by then.</exception>
    internal IEnumerable<NuonRecord> Run(int threads)
    {
        Thread[] others = [.. Enumerable.Range(1, Math.Min(threads, count) - 1).Select(_ => new Thread(Work) { IsBackground = true, Name = "evaluation" })];
        foreach (Thread other in others)
        {
            other.Start();
        }

        Work();
        foreach (Thread other in others)
        {
            other.Join();
        }

        failures.FirstOrDefault(failure => failure is not null)?.Throw();
        return drafts.SelectMany(part => part!);
    }

    private void Work()
    {
        for (int part = Interlocked.Increment(ref next); part < count; part = Interlocked.Increment(ref next))
        {
            try
            {
                drafts[part] = evaluate(part);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                failures[part] = ExceptionDispatchInfo.Capture(error);
            }
        }
    }
}

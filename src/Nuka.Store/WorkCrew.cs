using System.Runtime.ExceptionServices;

namespace Nuka.Store;

/// <summary>
/// A few threads that work on items of which each may bring more: directories of a tree, say. Items that came last are taken first,
/// so that few of them are open at once.
/// </summary>
/// <typeparam name="T">What is worked on.</typeparam>
internal sealed class WorkCrew<T>(Action<T, WorkCrew<T>> work, CancellationToken cancellation)
{
    private readonly Stack<T> waiting = new();
    private int busy;
    private Exception? failure;

    /// <summary>Hands in one more item; called before <see cref="Run"/> or by the work itself.</summary>
    internal void Add(T item)
    {
        lock (waiting)
        {
            waiting.Push(item);
            Monitor.Pulse(waiting);
        }
    }

    /// <summary>Works until nothing is left. The first exception ends all work and is thrown here.</summary>
    /// <param name="threads">How many threads, the calling one included.</param>
    internal void Run(int threads)
    {
        Thread[] others = new Thread[Math.Max(0, threads - 1)];
        for (int index = 0; index < others.Length; index++)
        {
            others[index] = new Thread(Work) { IsBackground = true };
            others[index].Start();
        }

        Work();
        foreach (Thread other in others)
        {
            other.Join();
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private void Work()
    {
        while (TryTake(out T item))
        {
            try
            {
                cancellation.ThrowIfCancellationRequested();
                work(item, this);
            }
#pragma warning disable CA1031 // It is thrown again, by the thread that waits for all.
            catch (Exception error)
#pragma warning restore CA1031
            {
                Fail(error); // The others stop at their next item, and Run throws it.
            }
            finally
            {
                Finish();
            }
        }
    }

    private bool TryTake(out T item)
    {
        lock (waiting)
        {
            while (failure is null && waiting.Count == 0 && busy > 0)
            {
                Monitor.Wait(waiting);
            }

            if (failure is not null || waiting.Count == 0)
            {
                item = default!;
                return false;
            }

            busy++;
            item = waiting.Pop();
            return true;
        }
    }

    private void Finish()
    {
        lock (waiting)
        {
            busy--;
            if (waiting.Count == 0 && busy == 0)
            {
                Monitor.PulseAll(waiting);
            }
        }
    }

    private void Fail(Exception error)
    {
        lock (waiting)
        {
            failure ??= error;
            Monitor.PulseAll(waiting);
        }
    }
}

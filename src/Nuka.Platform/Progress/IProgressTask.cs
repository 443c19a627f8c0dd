namespace Nuka.Platform.Progress;

/// <summary>One running piece of work; its members may be called from any thread.</summary>
public interface IProgressTask : IDisposable
{
    /// <summary>Adds to what has been done.</summary>
    /// <param name="amount">How much more is done, in the task's unit.</param>
    void Advance(long amount);

    /// <summary>Corrects how much there is to do, once it is known better.</summary>
    /// <param name="total">The new total, in the task's unit.</param>
    void SetTotal(long total);

    /// <summary>Says what it is at now, such as the last line that another program printed: shown while it runs, and then forgotten.</summary>
    /// <param name="detail">The line, without its end; the next one replaces it.</param>
    void Tell(string detail)
    {
    }
}

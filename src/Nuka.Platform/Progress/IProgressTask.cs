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
}

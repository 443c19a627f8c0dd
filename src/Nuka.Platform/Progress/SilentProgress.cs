namespace Nuka.Platform.Progress;

/// <summary>A sink that drops everything: for callers that show nothing.</summary>
public sealed class SilentProgress : IProgressSink, IProgressTask
{
    /// <summary>The one value; it holds no state.</summary>
    public static IProgressSink Instance { get; } = new SilentProgress();

    private SilentProgress()
    {
    }

    /// <inheritdoc/>
    public IProgressTask Begin(string title, long total = 0, ProgressUnit unit = ProgressUnit.Items) => this;

    /// <inheritdoc/>
    public void Note(string line)
    {
    }

    /// <inheritdoc/>
    public void Advance(long amount)
    {
    }

    /// <inheritdoc/>
    public void SetTotal(long total)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}

using Nuka.Platform.Progress;

namespace Nuka.Cli.Output;

/// <summary>
/// Draws the course of long work: on a terminal a status line after <see cref="Patience"/>; in any case one plain line for each step that took
/// longer than that, once it is finished. Short work says nothing.
/// </summary>
internal sealed class TalkProgress(Talk talk, TimeProvider clock) : IProgressSink
{
    /// <summary>Work shorter than this shows nothing.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly List<TalkProgressTask> _running = [];
    private ITimer? _timer;

    /// <inheritdoc/>
    public IProgressTask Begin(string title, long total = 0, ProgressUnit unit = ProgressUnit.Items)
    {
        var task = new TalkProgressTask(this, PrintableText.From(title), total, unit, clock.GetTimestamp());
        lock (_lock)
        {
            _running.Add(task);
            if (talk.HasStatus)
            {
                _timer ??= clock.CreateTimer(static me => ((TalkProgress)me!).Draw(), this, Patience, Redraw);
            }
        }

        return task;
    }

    /// <inheritdoc/>
    public void Note(string line) => talk.WriteLine(PrintableText.From(line));

    /// <summary>Ends a task: takes it off the status line and says what it was, if it took long.</summary>
    internal void End(TalkProgressTask task)
    {
        lock (_lock)
        {
            if (!_running.Remove(task))
            {
                return;
            }

            if (_running.Count == 0)
            {
                _timer?.Dispose();
                _timer = null;
                talk.Clear();
            }
        }

        TimeSpan elapsed = clock.GetElapsedTime(task.Started);
        if (elapsed >= Patience)
        {
            talk.WriteLine(task.FinishedLine(elapsed));
        }
    }

    private void Draw()
    {
        lock (_lock)
        {
            if (_running.Count > 0)
            {
                TalkProgressTask newest = _running[^1];
                talk.SetStatus(newest.StatusLine(clock.GetElapsedTime(newest.Started)));
            }
        }
    }
}

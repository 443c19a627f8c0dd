using Nuka.Platform.Progress;

namespace Nuka.Graft.Tests.Sources;

/// <summary>Keeps the notes and counts what was reported.</summary>
internal sealed class NoteList : IProgressSink, IProgressTask
{
    private long advanced;

    public List<string> Notes { get; } = [];

    public long Advanced => Interlocked.Read(ref advanced);

    public IProgressTask Begin(string title, long total = 0, ProgressUnit unit = ProgressUnit.Items) => this;

    public void Note(string line)
    {
        lock (Notes)
        {
            Notes.Add(line);
        }
    }

    public void Advance(long amount) => Interlocked.Add(ref advanced, amount);

    public void SetTotal(long total)
    {
    }

    public void Dispose()
    {
    }
}

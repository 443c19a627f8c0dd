namespace Nuka.Solve.Satisfiability;

/// <summary>The clauses that watch one literal.</summary>
internal sealed class WatchList
{
    private Watch[] _entries = [];

    internal int Count { get; private set; }

    internal Span<Watch> Entries => _entries.AsSpan(0, Count);

    internal void Add(Watch watch)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Math.Max(4, Count * 2));
        }

        _entries[Count++] = watch;
    }

    internal void Shrink(int count) => Count = count;
}

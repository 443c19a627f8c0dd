namespace Nuka.Solve.Satisfiability;

/// <summary>All clauses in one array: for each a header (length, and the quality of a learned one), then its literals.</summary>
internal sealed class ClauseArena
{
    private const int HeaderLength = 2;
    private const int Deleted = -1;
    private int[] _memory = new int[1 << 12];
    private int _used;

    /// <summary>Adds a clause.</summary>
    /// <param name="literals">Its literals.</param>
    /// <param name="spread">The number of decision levels in a learned clause when it was learned; 0 for a given one.</param>
    /// <returns>Its reference.</returns>
    internal int Add(ReadOnlySpan<Literal> literals, int spread)
    {
        int reference = _used;
        _used += HeaderLength + literals.Length;
        if (_used > _memory.Length)
        {
            Array.Resize(ref _memory, Math.Max(_used, _memory.Length * 2));
        }

        _memory[reference] = literals.Length;
        _memory[reference + 1] = spread;
        System.Runtime.InteropServices.MemoryMarshal.Cast<Literal, int>(literals).CopyTo(_memory.AsSpan(reference + HeaderLength));
        return reference;
    }

    internal Span<Literal> this[int reference] => System.Runtime.InteropServices.MemoryMarshal.Cast<int, Literal>(
        _memory.AsSpan(reference + HeaderLength, _memory[reference]));

    internal int SpreadOf(int reference) => _memory[reference + 1];

    /// <summary>Marks a clause as gone; watch lists drop it when they meet it.</summary>
    internal void Delete(int reference) => _memory[reference + 1] = Deleted;

    internal bool IsDeleted(int reference) => _memory[reference + 1] == Deleted;
}

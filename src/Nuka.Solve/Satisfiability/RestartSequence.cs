namespace Nuka.Solve.Satisfiability;

/// <summary>The Luby sequence 1 1 2 1 1 2 4 …, in units of conflicts between restarts.</summary>
internal static class RestartSequence
{
    private const long UnitConflicts = 64;

    internal static long At(int index)
    {
        long size = 1;
        int level = 0;
        while (size < index + 1L)
        {
            size = (2 * size) + 1;
            level++;
        }

        long at = index;
        while (size - 1 != at)
        {
            size = (size - 1) / 2;
            level--;
            at %= size;
        }

        return UnitConflicts << level;
    }
}

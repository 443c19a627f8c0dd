namespace Nuka.Sandbox.Filtering;

/// <summary>A set of system calls: the first calls of ranges and the last, in turn.</summary>
/// <param name="bounds">The ranges, in order.</param>
internal sealed class SystemCallSet(params int[] bounds)
{
    /// <summary>The numbers, in order.</summary>
    internal IEnumerable<int> Numbers => Enumerable.Range(0, bounds[^1] + 1).Where(Contains);

    /// <summary>Whether a call is one of them.</summary>
    /// <param name="number">Its number.</param>
    internal bool Contains(int number)
    {
        for (int i = 0; i < bounds.Length; i += 2)
        {
            if (number >= bounds[i] && number <= bounds[i + 1])
            {
                return true;
            }
        }

        return false;
    }
}

namespace Nuka.Content.Ranges;

/// <summary>Passes, in pre-order, the nodes of a tree that lead to a range of its content.</summary>
internal sealed class BaoWalk
{
    private readonly Stack<(ulong Start, ulong LengthBytes, ulong ParentsBefore)> pending = new();
    private readonly ulong total;
    private readonly ulong first;
    private readonly ulong last;

    /// <summary>Begins a walk.</summary>
    /// <param name="lengthBytes">Length of the whole content.</param>
    /// <param name="start">Where the range begins; at or beyond the end it means the last chunk.</param>
    /// <param name="count">How many bytes it has; none counts as one, more than there are as all.</param>
    internal BaoWalk(ulong lengthBytes, ulong start, ulong count)
    {
        ulong end = lengthBytes == 0 ? 0 : lengthBytes - 1;
        total = lengthBytes;
        first = Math.Min(start, end);
        last = start >= end || count > end - start ? end : start + Math.Max(count, 1) - 1;
        pending.Push((0, lengthBytes, 0));
    }

    /// <summary>The next node.</summary>
    /// <param name="node">The node.</param>
    /// <returns>Whether there is one.</returns>
    internal bool TryNext(out BaoNode node)
    {
        if (!pending.TryPop(out (ulong Start, ulong LengthBytes, ulong ParentsBefore) at))
        {
            node = default;
            return false;
        }

        bool root = at.Start == 0 && at.LengthBytes == total;
        if (at.LengthBytes <= BaoFormat.ChunkLength)
        {
            node = new BaoNode(at.Start, at.LengthBytes, at.ParentsBefore, root, TakesLeft: false, TakesRight: false);
            return true;
        }

        ulong left = BaoFormat.Left(at.LengthBytes);
        ulong middle = at.Start + left;
        bool takesLeft = first < middle;
        bool takesRight = last >= middle;
        if (takesRight)
        {
            // Below the left there are as many parents as chunks, less one; the node itself makes up for it.
            pending.Push((middle, at.LengthBytes - left, at.ParentsBefore + (left / BaoFormat.ChunkLength)));
        }

        if (takesLeft)
        {
            pending.Push((at.Start, left, at.ParentsBefore + 1));
        }

        node = new BaoNode(at.Start, at.LengthBytes, at.ParentsBefore, root, takesLeft, takesRight);
        return true;
    }
}

namespace Nuka.Content.Ranges;

/// <summary>One node that a walk passes: a chunk, or a parent above a larger subtree.</summary>
/// <param name="Start">Where its content begins.</param>
/// <param name="LengthBytes">How long its content is.</param>
/// <param name="ParentsBefore">How many parents stand before it in the whole tree, in pre-order.</param>
/// <param name="IsRoot">Whether it is the top.</param>
/// <param name="TakesLeft">For a parent, whether the walk goes to the left below it.</param>
/// <param name="TakesRight">For a parent, whether the walk goes to the right below it.</param>
internal readonly record struct BaoNode(
    ulong Start, ulong LengthBytes, ulong ParentsBefore, bool IsRoot, bool TakesLeft, bool TakesRight)
{
    /// <summary>Whether it is a chunk.</summary>
    internal bool IsChunk => LengthBytes <= BaoFormat.ChunkLength;
}

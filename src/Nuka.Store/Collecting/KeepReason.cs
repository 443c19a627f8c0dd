namespace Nuka.Store;

/// <summary>One reason why something is kept.</summary>
/// <param name="Holder">The root's name, or <c>lease</c> and the lease's.</param>
/// <param name="Top">What the holder names, or what that needs when it runs.</param>
/// <param name="Path">Where below it the thing is found first, for people; empty when the holder names it itself.</param>
public sealed record KeepReason(string Holder, Content.Trees.Cid Top, string Path)
{
    /// <summary>The tree that needs <see cref="Top"/> when it runs; <see langword="null"/> if the holder names it.</summary>
    public Content.Trees.Cid? NeededBy { get; init; }
}

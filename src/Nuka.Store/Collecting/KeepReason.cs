namespace Nuka.Store;

/// <summary>One reason why something is kept.</summary>
/// <param name="Holder">The root's name, or <c>lease</c> and the lease's.</param>
/// <param name="Top">What the holder names.</param>
/// <param name="Path">Where below it the thing is found first, for people; empty when the holder names it itself.</param>
public sealed record KeepReason(string Holder, Content.Trees.Cid Top, string Path);

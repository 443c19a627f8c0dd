namespace Nuka.Packages.Local;

/// <summary>One path of a work tree that git knows, or would know if it were told of it.</summary>
/// <param name="Path">The path from the top of the work tree, as bytes.</param>
/// <param name="Mode">Of a tracked one: its mode in the index, <c>100644</c>; empty for an untracked one.</param>
/// <param name="Hash">Of a tracked one: the name of its blob in hexadecimal digits.</param>
/// <param name="IsConflict">Whether the index holds several versions of it.</param>
/// <param name="IsLeftOut">Whether it need not be on disk: a sparse checkout.</param>
internal sealed record GitEntry(ReadOnlyMemory<byte> Path, string Mode, string Hash, bool IsConflict, bool IsLeftOut)
{
    /// <summary>Whether git knows it.</summary>
    internal bool IsTracked => Mode.Length > 0;

    /// <summary>Whether it is a repository of its own: a submodule, or one that nobody added.</summary>
    internal bool IsRepository => Mode == "160000" || Path.Span[^1] == (byte)'/';

    /// <summary>Whether git keeps a symbolic link there.</summary>
    internal bool IsLink => Mode == "120000";
}

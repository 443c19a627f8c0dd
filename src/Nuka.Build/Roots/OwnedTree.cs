using Nuka.Content.Hashing;

namespace Nuka.Build.Roots;

/// <summary>A tree of a root, and who brings it.</summary>
/// <param name="Owner">Who: <c>deb:libc6</c>, <c>zlib</c>, <c>zlib (dev)</c>.</param>
/// <param name="Tree">The tree.</param>
public sealed record OwnedTree(string Owner, Digest Tree)
{
    /// <summary>The owner of a runtime's finish layer.</summary>
    public const string Finish = "finish";
}

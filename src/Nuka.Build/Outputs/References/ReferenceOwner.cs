using Nuka.Content.Hashing;

namespace Nuka.Build.Outputs.References;

/// <summary>A tree that is joined into the build root, or an output of the build itself.</summary>
/// <param name="Name">What a person calls it: <c>zlib 1.3.1</c>, <c>libc6 2.36-9 (runtime c@1)</c>.</param>
/// <param name="Tree">The tree's digest; the store has it.</param>
/// <param name="IsDeclared">Whether it may be referred to: part of the runtime, a named package or in the run closure of one.</param>
public sealed record ReferenceOwner(string Name, Digest Tree, bool IsDeclared = true)
{
    /// <summary>
    /// Whether its own files ask for what they name. Those of a finish layer do not: its links are choices among all packages of the runtime, and who needs one of them
    /// needs what that one leads to, not what the others do.
    /// </summary>
    public bool IsFollowed { get; init; } = true;
}

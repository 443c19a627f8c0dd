using System.Collections.Immutable;
using Nuka.Content.Trees;

namespace Nuka.Build.Outputs.Leaks;

/// <summary>A text that an output must not hold, since it means something on the building machine only, or makes the output depend on what it must not.</summary>
/// <param name="Text">The text. What has 52 or more characters, all of base32, is a printed name.</param>
/// <param name="Meaning">What it is, for people: <c>the output directory</c>, <c>the PID of zlib 1.3.1</c>.</param>
public sealed record ForbiddenWord(string Text, string Meaning)
{
    /// <summary>The directories of every build.</summary>
    public static ImmutableArray<ForbiddenWord> Places { get; } =
        [new ForbiddenWord("/nuka-out", "the output directory of the build"), new ForbiddenWord("/nuka-build", "the work directory of the build")];

    /// <summary>The name of a tree.</summary>
    /// <param name="cid">The name.</param>
    /// <param name="owner">Whose tree it is, for people.</param>
    public static ForbiddenWord OfTree(Cid cid, string owner) => new(cid.ToString(), $"the CID of {owner}");
}

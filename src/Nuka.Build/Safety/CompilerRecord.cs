using System.Collections.Immutable;

namespace Nuka.Build.Safety;

/// <summary>What a build was seen to do with compilers of languages that are not memory-safe, and with assemblers.</summary>
/// <param name="Ran">Those that ran, each once, in order: <c>as</c>, <c>cc1</c>.</param>
/// <param name="Unwatched">Those that were there and could have run unseen, as paths in the root.</param>
public sealed record CompilerRecord(ImmutableArray<string> Ran, ImmutableArray<string> Unwatched)
{
    /// <summary>Why a program of the build may hold code that is not memory-safe, as far as this tells; <see langword="null"/>: nothing of it was compiled here.</summary>
    public string? WhyUnsafe =>
        !Ran.IsEmpty ? $"the build ran {string.Join(", ", Ran)}"
        : !Unwatched.IsEmpty ? $"the build could have run {string.Join(", ", Unwatched)}, which nothing watches"
        : null;
}

using System.Collections.Immutable;

namespace Nuka.Platform.Errors;

/// <summary>
/// One thing that went wrong, as a value for a person: what, where, why, and what to do next.
/// The command line renders it; a room never prints it.
/// </summary>
/// <param name="Code">Stable code <c>room/name</c>, lower case with hyphens; listed in docs/reference/errors.md.</param>
/// <param name="Message">What happened, in the person's words: one line, lower-case start, no final period.</param>
public sealed record Problem(string Code, string Message)
{
    /// <summary>Where, in a file that the person wrote or named; <see langword="null"/> if there is no such place.</summary>
    public Place? Place { get; init; }

    /// <summary>The chain of reasons, outermost first; each one line, without a final period.</summary>
    public ImmutableArray<string> Reasons { get; init; } = [];

    /// <summary>At most two things to do next, each one line; what can be typed stands after <c>try: </c>.</summary>
    public ImmutableArray<string> Hints { get; init; } = [];

    /// <summary>Makes the exception that carries this problem up to the command line.</summary>
    /// <param name="inner">The failure underneath, shown only with <c>-vv</c>.</param>
    public NukaException ToException(Exception? inner = null) => new(this, inner);
}

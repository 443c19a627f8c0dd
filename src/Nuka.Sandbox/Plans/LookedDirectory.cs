using System.Collections.Immutable;

namespace Nuka.Sandbox.Plans;

/// <summary>A directory as it was when the plan was made; one whose time is another is listed before and after a run.</summary>
/// <param name="Path">Its path on the host.</param>
/// <param name="Known">Those of <see cref="NewNames.Names"/> that were in it, or are watched or protected otherwise.</param>
/// <param name="ModifiedNanoseconds">When names in it changed last, since 1970; asked for before they were listed.</param>
public sealed record LookedDirectory(string Path, ImmutableArray<string> Known, long ModifiedNanoseconds)
{
    /// <summary>Whether it is only known to be there, and never listed.</summary>
    public bool IsPassedOver { get; init; }

    /// <summary>Whether it holds directories that stand nowhere in the plan: what is new among them cannot be told, so none is entered.</summary>
    public bool HasUnknown { get; init; }
}

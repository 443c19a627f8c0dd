using System.Collections.Immutable;

namespace Nuka.Graft.Sources;

/// <summary>Where sources are read from; handed in, since a room looks at no machine by itself.</summary>
public sealed record SourceListSettings
{
    /// <summary>apt's configuration directory (<c>sources.list</c>, <c>sources.list.d</c>); <see langword="null"/>: the machine has none, or it is not to be read.</summary>
    public string? AptDirectory { get; init; }

    /// <summary>The directory of <c>nuka source add</c>; need not exist.</summary>
    public string? OwnDirectory { get; init; }

    /// <summary>The Debian architectures to fetch for, the machine's own first: <c>amd64</c>.</summary>
    public required ImmutableArray<string> Architectures { get; init; }
}

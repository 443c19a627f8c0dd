using System.Collections.Immutable;

namespace Nuka.Projects.Discovery;

/// <summary>What a project's files say about the system it needs.</summary>
public sealed record ScanResult
{
    /// <summary>The ecosystems that were recognised, such as <c>npm</c> and <c>cmake</c>.</summary>
    public ImmutableArray<string> Ecosystems { get; init; } = [];

    /// <summary>The needs, in a stable order; the same thing may be needed on several lines of evidence.</summary>
    public ImmutableArray<Need> Needs { get; init; } = [];

    /// <summary>The runtimes that it asks for.</summary>
    public ImmutableArray<RuntimeRequest> Runtimes { get; init; } = [];

    /// <summary>Variables that its tools need inside, each with the known row that sets it.</summary>
    public ImmutableSortedDictionary<string, string> Variables { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The packages that are, or are to be, looked into, such as <c>npm:canvas@2.11.2</c>, whether they could be had or not.</summary>
    public ImmutableArray<string> Opened { get; init; } = [];

    /// <summary>What the scan could not do and a person should know, one line each.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}

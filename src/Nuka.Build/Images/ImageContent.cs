using System.Collections.Immutable;

namespace Nuka.Build.Images;

/// <summary>What an image is made of, and how it is started.</summary>
public sealed record ImageContent
{
    /// <summary>The layers, the lowest first.</summary>
    public required ImmutableArray<ImageLayer> Layers { get; init; }

    /// <summary>The architecture, as Go names it: <c>amd64</c>, <c>arm64</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>The image's name, as an engine lists it: <c>localhost/jq</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The image's tag: <c>1.6</c>.</summary>
    public required string Tag { get; init; }

    /// <summary>What is started, with the arguments that always stand before others.</summary>
    public ImmutableArray<string> Entrypoint { get; init; } = [];

    /// <summary>The arguments where the person gives none; the command where there is no entry point.</summary>
    public ImmutableArray<string> Command { get; init; } = [];

    /// <summary>Variables of the environment.</summary>
    public ImmutableSortedDictionary<string, string> Environment { get; init; } = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>What the image says of itself.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);
}

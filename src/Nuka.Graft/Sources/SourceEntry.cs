using System.Collections.Immutable;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Sources;

/// <summary>One place packages come from: one suite at one address.</summary>
public sealed record SourceEntry
{
    /// <summary>The base address as written, without a final slash; for people only through <see cref="Name"/>.</summary>
    public required string Uri { get; init; }

    /// <summary>The suite as written (<c>$(ARCH)</c> replaced); with a final slash in a flat archive, which has no components.</summary>
    public required string Suite { get; init; }

    /// <summary>The components asked for; none in a flat archive.</summary>
    public ImmutableArray<string> Components { get; init; } = [];

    /// <summary>The architectures asked for, the machine's own first; never <c>all</c>.</summary>
    public ImmutableArray<string> Architectures { get; init; } = [];

    /// <summary>Which keys may sign for it.</summary>
    public SignedBy SignedBy { get; init; } = SignedBy.AnyTrusted;

    /// <summary>The addresses to ask, best first: the base address, or the lines of the mirror list it names.</summary>
    public ImmutableArray<string> Mirrors { get; init; } = [];

    /// <summary>Where it is written.</summary>
    public required Place Place { get; init; }

    /// <summary>Whether it was added by <c>nuka source add</c> and not read from the machine's apt.</summary>
    public bool IsOwn { get; init; }

    /// <summary>
    /// Whether a release past its Valid-Until is refused. The machine's owner may say no: for one source by its option
    /// <c>Check-Valid-Until</c>, for all of apt's by <c>Acquire::Check-Valid-Until</c>.
    /// </summary>
    public bool ChecksValidUntil { get; init; } = true;

    /// <summary>Whether the archive has no dists directory: its suite is a directory.</summary>
    public bool IsFlat => Suite.EndsWith('/');

    /// <summary>The directory of its Release below the base address, with a final slash; empty for the base address itself.</summary>
    internal string ReleaseDirectory => !IsFlat ? $"dists/{Suite}/" : Suite is "./" or "/" ? "" : Suite.TrimStart('/');

    /// <summary>Address and suite for people, without credentials.</summary>
    public string Name => $"{SourceAddress.WithoutCredentials(Uri)} {Suite}";
}

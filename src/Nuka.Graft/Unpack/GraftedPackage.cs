using System.Collections.Immutable;
using Nuka.Content.Hashing;
using Nuka.Graft.Cleaning;

namespace Nuka.Graft.Unpack;

/// <summary>A package of a foreign archive as it lies in the store: its files, and what its archive says about it.</summary>
public sealed record GraftedPackage
{
    /// <summary>The package's name, from its own control file.</summary>
    public required string Name { get; init; }

    /// <summary>The package's version.</summary>
    public required string Version { get; init; }

    /// <summary>The package's architecture: <c>amd64</c>, <c>all</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>The SHA-256 of the package's file.</summary>
    public required ReadOnlyMemory<byte> Sha256 { get; init; }

    /// <summary>The tree of its files, cleaned and with everything of <c>/bin</c>, <c>/lib</c> and the like below <c>usr</c>.</summary>
    public required Digest Tree { get; init; }

    /// <summary>The tree of its control files: <c>control</c>, <c>postinst</c>, <c>triggers</c> …; read it with <see cref="PackageControl"/>.</summary>
    public required Digest Control { get; init; }

    /// <summary>Bytes of the files in <see cref="Tree"/>.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>What the policy left out, one row a class, in the order of the classes.</summary>
    public required ImmutableArray<CleaningSaving> Savings { get; init; }

    /// <summary>What was changed besides: devices left out, set-id bits dropped. One line each, for people.</summary>
    public required ImmutableArray<string> Notices { get; init; }
}

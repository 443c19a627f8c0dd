namespace Nuka.Content.Archives;

/// <summary>
/// What an archive from outside may cost at most. Every reader of this room takes its limits from here; what exceeds one is
/// refused with the limit's name (<c>content/archive-limit</c>), never cut short.
/// </summary>
public sealed record ArchiveLimits
{
    /// <summary>The limits for one package of a foreign archive.</summary>
    public static ArchiveLimits Package { get; } = new();

    /// <summary>Entries of one archive. The largest packages known hold about 150 000; an entry costs memory in the tree that is made of it.</summary>
    public int EntryCount { get; init; } = 1_000_000;

    /// <summary>Bytes of a path or of a link's target: the kernel's PATH_MAX without its NUL, beyond which no program could open it.</summary>
    public int PathBytes { get; init; } = 4095;

    /// <summary>Components of a path. Real trees stay below 30; every reader of a tree walks it with a stack of this depth.</summary>
    public int Depth { get; init; } = 128;

    /// <summary>Bytes that come out of one archive, all entries together: four times the largest packages known (game data, debug symbols).</summary>
    public long TotalBytes { get; init; } = 32L << 30;

    /// <summary>
    /// How many bytes may come out for each byte that went in, once more than <see cref="RatioFreeBytes"/> came out. Text and
    /// tables stay below 100; files of zeros reach 1 000 with deflate and far more with the others: those are bombs.
    /// </summary>
    public int Ratio { get; init; } = 1000;

    /// <summary>Bytes that may come out before <see cref="Ratio"/> is looked at: what a small machine holds without harm.</summary>
    public long RatioFreeBytes { get; init; } = 256L << 20;

    /// <summary>Bytes of memory that a decoder may take. <c>xz -9</c> needs 65 MiB, <c>zstd --long=27</c> 128 MiB; formats allow gigabytes.</summary>
    public long DecoderMemoryBytes { get; init; } = 256L << 20;

    /// <summary>Bytes of one extended header or table of names, which is held in memory whole.</summary>
    public int ExtendedHeaderBytes { get; init; } = 1 << 20;

    /// <summary>Members of one <c>ar</c> archive: a package has three, a static library thousands.</summary>
    public int MemberCount { get; init; } = 100_000;
}

namespace Nuka.Build;

/// <summary>What builds may take of the machine.</summary>
public sealed record BuildLimits
{
    /// <summary>Packages that are built at the same time.</summary>
    public int Jobs { get; init; } = 1;

    /// <summary>What a build is told of processors: <c>NUKA_JOBS</c>.</summary>
    public int Cores { get; init; } = 1;

    /// <summary>Whether packages that ask for it are built with the machine's network, which marks them and everything above them as impure.</summary>
    public bool AllowsImpure { get; init; }

    /// <summary>How long one build may take.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Bytes of memory that one process of a build may map; 0: as much as the machine gives.</summary>
    public long MemoryBytes { get; init; }
}

namespace Nuka.Formats.Nuon;

/// <summary>What a NUON text may cost; the record of a real package has a few KiB.</summary>
public static class NuonLimits
{
    /// <summary>Bytes of one text: a package set of 10 000 stays below.</summary>
    public const int DocumentBytes = 64 * 1024 * 1024;

    /// <summary>Lists and records in one another: keeps the reader's stack bounded.</summary>
    public const int Depth = 100;
}

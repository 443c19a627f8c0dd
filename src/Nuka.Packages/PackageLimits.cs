namespace Nuka.Packages;

/// <summary>What a package file may cost; real ones have a few KiB and take milliseconds.</summary>
public static class PackageLimits
{
    /// <summary>Bytes of one package file.</summary>
    public const int FileBytes = 256 * 1024;

    /// <summary>Seconds that one evaluation may take.</summary>
    public const int Seconds = 20;

    /// <summary>Seconds that git may take to list what belongs to a source.</summary>
    public const int GitSeconds = 60;

    /// <summary>Package files in one Nushell: what it keeps of each slows down the next.</summary>
    public const int FilesAtOnce = 50;
}

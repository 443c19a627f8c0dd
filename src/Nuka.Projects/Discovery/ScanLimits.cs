namespace Nuka.Projects.Discovery;

/// <summary>What looking at a project may cost. Beyond a limit the scan goes on without the rest and says so in a note.</summary>
public static class ScanLimits
{
    /// <summary>Files that are listed: a project of 100 000 files is met in practice, ten times that is a home directory.</summary>
    public const int Files = 200_000;

    /// <summary>Directories in one another.</summary>
    public const int Depth = 64;

    /// <summary>Bytes of one text file: lock files of large workspaces have 20 MB.</summary>
    public const int TextBytes = 48 * 1024 * 1024;

    /// <summary>Bytes of one source file of C; a generated one may be larger, and says nothing new then.</summary>
    public const int SourceBytes = 2 * 1024 * 1024;

    /// <summary>Source files of C, or of C#, that are read.</summary>
    public const int SourceFiles = 5_000;

    /// <summary>Bytes of one program or library: the largest prebuilt ones met have 200 MB.</summary>
    public const long BinaryBytes = 1L << 30;

    /// <summary>Libraries that the binaries of a project ask for, together: a large one asks for a hundred, and each may become a row of its lock.</summary>
    public const int ObservedNeeds = 2_000;

    /// <summary>Packages of npm that are opened to see what they need.</summary>
    public const int NpmPackages = 400;
}

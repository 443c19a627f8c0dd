namespace Nuka.Store;

/// <summary>The limits of the store, each with its reason.</summary>
public static class StoreLimits
{
    /// <summary>Length of a path inside a tree, in bytes: the kernel takes no longer one (PATH_MAX without the NUL).</summary>
    public const int PathLengthBytes = 4095;

    /// <summary>Length of what a symbolic link says, in bytes: the kernel takes no longer one.</summary>
    public const int LinkLengthBytes = 4095;

    /// <summary>Entries of one import, all directories together: what is built from an archive must fit in memory.</summary>
    public const int EntriesPerImport = 10_000_000;

    /// <summary>Bytes of one blob: larger than any package in a public archive, small enough to stop an endless stream.</summary>
    public const long BlobBytes = 1L << 40;

    /// <summary>Bytes of a file that is read into memory before it is written: it is then written only when it is new.</summary>
    public const int BufferedFileBytes = 1 << 20;

    /// <summary>Bytes of a fact's key or value: facts are names and digests, what is larger belongs in a blob.</summary>
    public const int FactBytes = 1 << 20;

    /// <summary>How long one process waits for another that is writing or collecting, in seconds, before it says so and stops.</summary>
    public const int PatienceSeconds = 120;

    /// <summary>After how many seconds somebody who waits is told for whom.</summary>
    public const int NoticeSeconds = 2;
}

using Nuka.Content.Archives;
using Nuka.Content.Trees;

namespace Nuka.Trust.Exports;

/// <summary>The limits of an export, each with its reason.</summary>
public static class ExportLimits
{
    /// <summary>Trees that an export is asked for: their names must fit in memory many times over.</summary>
    public const int Tops = 100_000;

    /// <summary>Realisations of an export: several for each output of a set of ten thousand packages. Each costs a row, whoever signed it.</summary>
    public const int Realisations = 100_000;

    /// <summary>Bytes of all realisations together, which are held in memory.</summary>
    public const int RealisationBytes = 256 << 20;

    /// <summary>What the archive may cost: entries as the store takes them, and a file as large as the store takes one.</summary>
    internal static ArchiveLimits Archive { get; } = ArchiveLimits.Package with
    {
        EntryCount = Nuka.Store.StoreLimits.EntriesPerImport,
        TotalBytes = Nuka.Store.StoreLimits.BlobBytes,
        PathBytes = Nuka.Store.StoreLimits.PathLengthBytes,
        ExtendedHeaderBytes = 2 * Nuka.Store.StoreLimits.PathLengthBytes,
    };

    /// <summary>Bytes of the first member: a line, and so many names.</summary>
    internal const int HeadBytes = 64 + (Tops * (Cid.TreeTextLength + 1));
}

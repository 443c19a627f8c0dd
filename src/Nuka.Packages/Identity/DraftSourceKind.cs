namespace Nuka.Packages.Identity;

/// <summary>Where a source comes from.</summary>
internal enum DraftSourceKind
{
    /// <summary>An address, fixed by a digest.</summary>
    Fetch,

    /// <summary>A file or directory beside the package file.</summary>
    Local,

    /// <summary>A lock file of a language package manager, and what it names.</summary>
    Lock,
}

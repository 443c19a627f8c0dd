namespace Nuka.Platform.Files;

/// <summary>Writes whole small files so that a reader, also after a crash, finds the old bytes or the new ones.</summary>
public static class AtomicFile
{
    /// <summary>
    /// Permission bits for a file in a person's own directory, as every editor has them: those of the file that is replaced, else what the
    /// umask leaves.
    /// </summary>
    public const uint OrdinaryMode = 0x1B6; // 0666

    /// <summary>Writes a file aside, brings it to the disk and renames it into place.</summary>
    /// <param name="path">The file's path; its directory exists.</param>
    /// <param name="content">All of its bytes.</param>
    /// <param name="mode">Its permission bits, before the umask.</param>
    /// <exception cref="FileError">The kernel refused; the old file is as it was.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, uint mode = 0x1A4)
    {
        using StagedFile staged = StagedFile.Write(path, content, mode);
        staged.Commit();
    }

    /// <summary>Two files that belong together: both are on the disk before the first takes its place.</summary>
    /// <param name="firstPath">The first file's path; its directory exists.</param>
    /// <param name="first">All of its bytes.</param>
    /// <param name="secondPath">The second file's path; its directory exists.</param>
    /// <param name="second">All of its bytes.</param>
    /// <param name="mode">The permission bits of both, before the umask.</param>
    /// <exception cref="FileError">
    /// The kernel refused. Both old files are as they were, unless only the second could not take its place, such as one that is a directory.
    /// </exception>
    public static void WriteBoth(string firstPath, ReadOnlySpan<byte> first, string secondPath, ReadOnlySpan<byte> second, uint mode = 0x1A4)
    {
        using StagedFile one = StagedFile.Write(firstPath, first, mode);
        using StagedFile other = StagedFile.Write(secondPath, second, mode);
        one.Commit();
        other.Commit();
    }
}

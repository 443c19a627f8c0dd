using Nuka.Content.Hashing;
using Nuka.Platform.Files;

namespace Nuka.Store.Import;

/// <summary>An entry of a directory as the last import saw it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Directory">For a directory its number among all of them; else <see cref="File"/> or <see cref="Link"/>.</param>
/// <param name="Inode">The file's inode.</param>
/// <param name="SizeBytes">The file's length.</param>
/// <param name="ModifiedNanoseconds">When its bytes changed last.</param>
/// <param name="ChangedNanoseconds">When its status changed last.</param>
/// <param name="Executable">Whether its owner may execute it.</param>
/// <param name="Digest">BLAKE3 of the bytes of a file, or of what a link says; for a directory, zero.</param>
internal readonly record struct CachedEntry(
    ReadOnlyMemory<byte> Name,
    int Directory,
    ulong Inode,
    long SizeBytes,
    long ModifiedNanoseconds,
    long ChangedNanoseconds,
    bool Executable,
    Digest Digest)
{
    internal const int File = -1;

    internal const int Link = -2;

    /// <summary>Whether a file that has this status now is the one that was read then.</summary>
    internal bool Matches(in FileStatus status) =>
        Directory == File && status.Inode == Inode && status.SizeBytes == SizeBytes && status.ModifiedNanoseconds == ModifiedNanoseconds
        && status.ChangedNanoseconds == ChangedNanoseconds && IsExecutable(status) == Executable;

    /// <summary>Whether the owner of a file may execute it: the one bit of its permissions that a tree keeps.</summary>
    internal static bool IsExecutable(in FileStatus status) => (status.Mode & 0x40) != 0;
}

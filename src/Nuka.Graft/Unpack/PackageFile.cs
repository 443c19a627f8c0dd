namespace Nuka.Graft.Unpack;

/// <summary>A package as a file, and what it must be.</summary>
/// <param name="Path">Where the file is.</param>
/// <param name="Sha256">The SHA-256 that the archive's index states: 32 bytes. The file is checked against it while it is read.</param>
public sealed record PackageFile(string Path, ReadOnlyMemory<byte> Sha256);

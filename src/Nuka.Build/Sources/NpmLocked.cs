using Nuka.Graft.Download;

namespace Nuka.Build.Sources;

/// <summary>A package that npm's lock names.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Checksum">What its tarball hashes to.</param>
/// <param name="Resolved">Where it was had when the lock was made; empty if nobody wrote that down.</param>
internal sealed record NpmLocked(string Name, string Version, Checksum Checksum, string Resolved);

namespace Nuka.Projects.Discovery.Npm;

/// <summary>A package that a lock will install and that has, or may have, native parts.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its exact version.</param>
/// <param name="Integrity">What its archive hashes to, if the lock says so.</param>
/// <param name="Evidence">The lock's line.</param>
internal sealed record NpmCandidate(string Name, string Version, string? Integrity, Evidence Evidence);

namespace Nuka.Graft.Npm;

/// <summary>One published version of a package.</summary>
/// <param name="Version">The version.</param>
/// <param name="Archive">Where its archive lies.</param>
/// <param name="Integrity">What the archive hashes to, in the form of locks: <c>sha512-…</c>.</param>
/// <param name="NodeRange">The versions of node that it says it works with, or <see langword="null"/>.</param>
public sealed record NpmVersion(string Version, Uri Archive, string Integrity, string? NodeRange);

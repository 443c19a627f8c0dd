using System.Collections.Immutable;

namespace Nuka.Packages.Identity;

/// <summary>One thing that a package is built from, as its author names it.</summary>
/// <param name="Kind">Where it comes from.</param>
/// <param name="Sha256">Of something fetched: the SHA-256 of its bytes, 64 hexadecimal digits.</param>
/// <param name="Addresses">Of something fetched: where it may be had, all the same bytes.</param>
/// <param name="IsUnpacked">Of something fetched: whether the build sees what is in the archive.</param>
/// <param name="Name">Of something fetched that is not unpacked: the name under which the build sees it.</param>
/// <param name="Path">Of something local: its path beside the package file.</param>
/// <param name="Manager">Of a lock file: whose it is.</param>
internal sealed record DraftSource(DraftSourceKind Kind, string Sha256, ImmutableArray<string> Addresses, bool IsUnpacked, string Name, string Path, string Manager);

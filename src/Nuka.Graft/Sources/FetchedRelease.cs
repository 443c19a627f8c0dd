using System.Collections.Immutable;

namespace Nuka.Graft.Sources;

/// <summary>A Release that was fetched and checked.</summary>
/// <param name="Release">Its content.</param>
/// <param name="Signer">Fingerprint of the primary key that signed it.</param>
/// <param name="Mirror">The base address that gave it.</param>
/// <param name="Notices">What changed about it since last time, for people.</param>
internal sealed record FetchedRelease(Release Release, string Signer, string Mirror, ImmutableArray<string> Notices);

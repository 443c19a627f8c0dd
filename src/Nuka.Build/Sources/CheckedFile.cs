using System.Collections.Immutable;

namespace Nuka.Build.Sources;

/// <summary>A file that a lock names by the digest of what is in it.</summary>
/// <param name="Name">What it is, for people.</param>
/// <param name="Stated">The digest, as the lock writes it.</param>
/// <param name="Hash">Takes the digest of a file that was fetched.</param>
/// <param name="Addresses">Finds where it may be had, best first.</param>
internal sealed record CheckedFile(string Name, string Stated, Func<string, string> Hash, Func<CancellationToken, Task<ImmutableArray<Uri>>> Addresses);

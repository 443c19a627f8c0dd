using Nuka.Graft.Download;

namespace Nuka.Build.Sources;

/// <summary>A file that a lock names.</summary>
/// <param name="Name">What it is, for people: <c>left-pad 1.3.0</c>.</param>
/// <param name="Checksum">What its bytes must hash to.</param>
/// <param name="Addresses">Where it may be had, best first.</param>
internal sealed record LockedFile(string Name, Checksum Checksum, IReadOnlyList<Uri> Addresses);

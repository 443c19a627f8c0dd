using Nuka.Formats.Versions;
using Nuka.Graft.Index;

namespace Nuka.Graft.Resolve;

/// <summary>A package that may be chosen, with what of it is asked for often.</summary>
/// <param name="Record">The package.</param>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Architecture">Its architecture; the native one for <c>all</c>.</param>
/// <param name="MultiArch">Its Multi-Arch field.</param>
/// <param name="Slot">The number of its name and architecture.</param>
/// <param name="Age">How many better ones take the same slot.</param>
/// <param name="IsStandIn">Whether it takes the place of another real package: it provides that one's name and conflicts with it.</param>
internal sealed record DebianCandidate(
    PackageRecord Record, string Name, DebianVersion Version, string Architecture, MultiArch MultiArch, int Slot, int Age, bool IsStandIn);

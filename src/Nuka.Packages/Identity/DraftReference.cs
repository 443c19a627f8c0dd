using Nuka.Formats.Nuon;

namespace Nuka.Packages.Identity;

/// <summary>A package that another one names.</summary>
/// <param name="Name">Its name in the set.</param>
/// <param name="Options">The options that are asked for.</param>
internal sealed record DraftReference(string Name, NuonRecord Options);

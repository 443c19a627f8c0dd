using Nuka.Formats.Nuon;

namespace Nuka.Packages.Identity;

/// <summary>What a package file gave.</summary>
/// <param name="Source">The file.</param>
/// <param name="Printed">The record that it printed.</param>
/// <param name="Draft">The same, read and checked.</param>
internal sealed record ShelvedDraft(PackageSource Source, NuonRecord Printed, Draft Draft);

namespace Nuka.Packages.Identity;

/// <summary>What a package file gave.</summary>
/// <param name="Source">The file.</param>
/// <param name="Draft">The draft.</param>
internal sealed record ShelvedDraft(PackageSource Source, Draft Draft);

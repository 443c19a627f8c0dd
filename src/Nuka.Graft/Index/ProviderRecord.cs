namespace Nuka.Graft.Index;

/// <summary>A package that provides a name which is (or may be) not its own.</summary>
/// <param name="Package">The package.</param>
/// <param name="Version">The version at which it provides the name; <see langword="null"/> if it states none.</param>
public sealed record ProviderRecord(PackageRecord Package, string? Version);

namespace Nuka.Packages.Identity;

/// <summary>A package that another one names, closed.</summary>
/// <param name="Role">What it is for.</param>
/// <param name="Package">The package.</param>
public sealed record PackageLink(PackageRole Role, PackageIr Package);

using System.Collections.Immutable;
using Nuka.Packages.Grafts;

namespace Nuka.Packages.Identity;

/// <summary>A graft that a package names.</summary>
/// <param name="Role">What it is for.</param>
/// <param name="Name">Its name.</param>
/// <param name="Packages">What the runtime gets besides: the graft and what it depends on, without what the runtime holds, in join order.</param>
public sealed record GraftLink(PackageRole Role, string Name, ImmutableArray<LockedGraft> Packages);

using System.Collections.Immutable;

namespace Nuka.Packages.Grafts;

/// <summary>A graft that package files can name, for one platform.</summary>
/// <param name="Name">Its name, which is that of the package in its archive.</param>
/// <param name="Platform">What it is for: <c>linux/x86_64</c>.</param>
/// <param name="Packages">The package and what it depends on, without what the lowest runtime holds, in the order in which they are joined.</param>
public sealed record GraftEntry(string Name, string Platform, ImmutableArray<LockedGraft> Packages);

using Nuka.Formats.Nuon;

namespace Nuka.Packages.Identity;

/// <summary>A package that another one names.</summary>
/// <param name="Name">Its name in the set.</param>
/// <param name="Options">The options that are asked for.</param>
/// <param name="Level">The level of processors that it is wanted for; empty: the lowest.</param>
internal sealed record DraftReference(string Name, NuonRecord Options, string Level = "")
{
    /// <summary>What it is built for.</summary>
    /// <param name="target">What the package that was asked for is built for.</param>
    internal PackageTarget HostBelow(PackageTarget target) => Level.Length == 0 ? target.Lowest : target with { Level = Level };
}

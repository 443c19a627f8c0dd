using System.Collections.Immutable;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Packages.Identity;

namespace Nuka.Build.Profiles;

/// <summary>A package as a profile holds it: what was asked for and what came of it. How it was built does not matter here.</summary>
/// <param name="Name">The package's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Pid">Its input address.</param>
/// <param name="Outputs">The trees that are installed, each with the output's name; <c>out</c> among them as a rule.</param>
/// <param name="Runs">The trees that these need when they run, and what those need, in the order of their digests.</param>
/// <param name="IsAsked">Whether a person asked for it; else it is here because another needs it, and nothing of it is shown.</param>
public sealed record InstalledPackage(
    string Name, string Version, Pid Pid, ImmutableArray<(string Output, Digest Tree)> Outputs, ImmutableArray<Digest> Runs, bool IsAsked = true)
{
    /// <summary>Whether its programs are to reach the network.</summary>
    public bool UsesNetwork { get; init; }

    /// <summary>Whether its build, or that of something it was made from, had the network.</summary>
    public bool IsImpure { get; init; }

    /// <summary>The level of processors that it was built for; empty for the lowest of its architecture.</summary>
    public string Level { get; init; } = "";

    /// <summary>All trees that it needs to be there.</summary>
    public IEnumerable<Cid> Keeps => Outputs.Select(output => Cid.OfTree(output.Tree)).Concat(Runs.Select(Cid.OfTree)).Distinct();

    /// <inheritdoc/>
    public bool Equals(InstalledPackage? other) =>
        other is not null && Name == other.Name && Version == other.Version && Pid == other.Pid && IsAsked == other.IsAsked
        && UsesNetwork == other.UsesNetwork && IsImpure == other.IsImpure && Level == other.Level
        && Outputs.AsSpan().SequenceEqual(other.Outputs.AsSpan()) && Runs.AsSpan().SequenceEqual(other.Runs.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Version, Pid);
}

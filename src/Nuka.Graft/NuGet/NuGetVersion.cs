namespace Nuka.Graft.NuGet;

/// <summary>One version of a package that a source has.</summary>
/// <param name="Version">The version, as the source writes it.</param>
/// <param name="Feed">The source.</param>
/// <param name="Content">The address below which the source keeps package files.</param>
public sealed record NuGetVersion(string Version, NuGetFeed Feed, Uri Content);

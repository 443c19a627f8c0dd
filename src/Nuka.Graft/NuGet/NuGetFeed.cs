namespace Nuka.Graft.NuGet;

/// <summary>A source of packages as NuGet's settings name it.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Index">The address of its service index.</param>
public sealed record NuGetFeed(string Name, Uri Index);

using Nuka.Projects.Discovery;

namespace Nuka.Projects.Locks;

/// <summary>A need with the package that answers it.</summary>
/// <param name="Need">What is needed, and what shows it.</param>
/// <param name="Package">The package that was chosen for it; <see langword="null"/> for an optional need that no archive answers.</param>
public sealed record LockedNeed(Need Need, string? Package);

using Nuka.Projects.Discovery;

namespace Nuka.Projects.Locks;

/// <summary>A need with the package that answers it.</summary>
/// <param name="Need">What is needed, and what shows it.</param>
/// <param name="Package">The package that was chosen for it; <see langword="null"/> for an optional need that no archive answers.</param>
public sealed record LockedNeed(Need Need, string? Package)
{
    /// <summary>Whether it stands in the lock only because a command or a failed run asked for it once, and goes by a name.</summary>
    /// <param name="name">A package, with or without its archive, or a need.</param>
    public bool IsRemembered(string name) => Need.Origin is NeedOrigin.Command or NeedOrigin.Failure
        && (name == Need.Key || name == Need.Name || (Package is not null && (name == Package || name == $"deb:{Package}")));
}

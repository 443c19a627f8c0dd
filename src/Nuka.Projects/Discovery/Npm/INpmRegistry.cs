using Nuka.Projects.Discovery.Files;

namespace Nuka.Projects.Discovery.Npm;

/// <summary>Opens packages of npm to look at them before they are installed.</summary>
public interface INpmRegistry
{
    /// <summary>The files of a package.</summary>
    /// <param name="name">Its name: <c>canvas</c>, <c>@scope/name</c>.</param>
    /// <param name="version">Its exact version.</param>
    /// <param name="integrity">What the lock says its archive hashes to, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>The files, or <see langword="null"/> if the package cannot be had now.</returns>
    Task<SourceFiles?> OpenAsync(string name, string version, string? integrity, CancellationToken cancellationToken);
}

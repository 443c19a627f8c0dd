using System.Text.Json;
using Nuka.Platform.Files;
using Nuka.Projects.Discovery.Files;

namespace Nuka.Projects.Discovery.Npm;

/// <summary>The packages that lie in a project's node_modules already.</summary>
/// <param name="projectDirectory">The project's directory.</param>
public sealed class InstalledNpmPackages(string projectDirectory) : INpmRegistry
{
    /// <inheritdoc/>
    public Task<SourceFiles?> OpenAsync(string name, string version, string? integrity, CancellationToken cancellationToken)
    {
        string directory = Path.Combine(projectDirectory, "node_modules", name);
        bool same = VersionOf(Path.Combine(directory, "package.json")) == version;
        return Task.FromResult<SourceFiles?>(same ? new DirectoryFiles(directory, $"{name}@{version}/") : null);
    }

    private static string? VersionOf(string manifest)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(RegularFile.TryRead(manifest, ScanLimits.TextBytes) ?? []);
            return document.RootElement.GetProperty("version").GetString();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}

using Nuka.Graft.NuGet;

namespace Nuka.Projects.Runtimes;

/// <summary>Runtimes that NuGet carries as packages: .NET's own and that of ASP.NET Core. The SDK is no package.</summary>
/// <param name="source">Where packages come from.</param>
/// <param name="architecture">The machine in NuGet's words: <c>x64</c>.</param>
public sealed class NuGetRuntimes(NuGetSource source, string architecture) : IRuntimeSource
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<RuntimeCandidate>> FindAsync(string runtime, CancellationToken cancellationToken)
    {
        string? package = runtime switch
        {
            "dotnet" => DotNetLayout.RuntimePackage + architecture,
            "aspnetcore" => DotNetLayout.AspNetPackage + architecture,
            _ => null,
        };
        if (package is null)
        {
            return [];
        }

        return
        [
            .. (await source.FindVersionsAsync(package, cancellationToken)).Where(found => !found.Version.Contains('-', StringComparison.Ordinal))
                .Select(found => new RuntimeCandidate(found.Version, "nuget", package, found.Version)),
        ];
    }
}

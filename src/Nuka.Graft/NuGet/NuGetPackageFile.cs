namespace Nuka.Graft.NuGet;

/// <summary>A package's file that was fetched and checked.</summary>
/// <param name="Path">Where it is kept.</param>
/// <param name="Sha256">What its bytes hash to, 64 hexadecimal digits.</param>
/// <param name="Version">The version and where it came from.</param>
public sealed record NuGetPackageFile(string Path, string Sha256, NuGetVersion Version)
{
    /// <summary>The file's path below <see cref="NuGetVersion.Content"/>.</summary>
    public required string RelativePath { get; init; }
}

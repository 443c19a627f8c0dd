namespace Nuka.Build.Sources;

/// <summary>A package that NuGet's lock names.</summary>
/// <param name="Name">Its name, in small letters.</param>
/// <param name="Version">Its version, in small letters.</param>
/// <param name="ContentHash">The SHA-512 of its file without a signature, in base64.</param>
internal sealed record NuGetLocked(string Name, string Version, string ContentHash)
{
    /// <summary>Tells packages apart.</summary>
    internal string Key => $"{Name}\n{Version}";
}

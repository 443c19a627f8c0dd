namespace Nuka.Build.Profiles;

/// <summary>The limits of profiles, each with its reason.</summary>
public static class ProfileLimits
{
    /// <summary>Bytes of a generation's manifest: room for ten thousand packages.</summary>
    public const int ManifestBytes = 64 << 20;

    /// <summary>Links that are followed from a name in a package to its file: as many as Linux follows.</summary>
    public const int Links = 40;
}

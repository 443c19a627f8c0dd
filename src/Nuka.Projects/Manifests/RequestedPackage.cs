using Nuka.Platform.Errors;

namespace Nuka.Projects.Manifests;

/// <summary>A package that the manifest names.</summary>
/// <param name="Text">As it stands there: <c>make</c>, <c>deb:libcairo2-dev</c>, <c>deb:curl=7.88.1-10</c>.</param>
/// <param name="Place">Where.</param>
public sealed record RequestedPackage(string Text, Place Place)
{
    /// <summary>The archive kind before the colon, or <see langword="null"/> for a bare name.</summary>
    public string? Archive => Colon > 0 ? Text[..Colon] : null;

    /// <summary>The name alone.</summary>
    public string Name => Sign < 0 ? Text[(Colon + 1)..] : Text[(Colon + 1)..Sign];

    /// <summary>The exact version asked for, or <see langword="null"/>.</summary>
    public string? Version => Sign < 0 ? null : Text[(Sign + 1)..];

    // A version may have an epoch (`1:2.3`), so only a colon before the equals sign names an archive.
    private int Colon => (Sign < 0 ? Text : Text[..Sign]).IndexOf(':', StringComparison.Ordinal);

    private int Sign => Text.IndexOf('=', StringComparison.Ordinal);
}

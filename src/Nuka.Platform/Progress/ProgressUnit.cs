namespace Nuka.Platform.Progress;

/// <summary>What a progress task counts.</summary>
public enum ProgressUnit
{
    /// <summary>Things: packages, files, steps.</summary>
    Items,

    /// <summary>Bytes.</summary>
    Bytes,
}

namespace Nuka.Platform.Files;

/// <summary>How a file is locked by flock(2).</summary>
public enum FileLockMode
{
    /// <summary>Many may hold it.</summary>
    Shared,

    /// <summary>One holds it.</summary>
    Exclusive,
}

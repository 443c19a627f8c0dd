namespace Nuka.Build.Logs;

/// <summary>How a build ended, as its log says.</summary>
public enum BuildOutcome
{
    /// <summary>It runs.</summary>
    Running,

    /// <summary>It ended without saying how: it was interrupted or killed.</summary>
    Interrupted,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>Its outputs were taken.</summary>
    Built,
}

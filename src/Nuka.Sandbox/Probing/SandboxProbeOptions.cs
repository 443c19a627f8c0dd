namespace Nuka.Sandbox.Probing;

/// <summary>What a probe works with.</summary>
public sealed record SandboxProbeOptions
{
    /// <summary>The launcher.</summary>
    public required string Launcher { get; init; }

    /// <summary>bubblewrap, or <see langword="null"/> if none was found.</summary>
    public string? Bubblewrap { get; init; }

    /// <summary>The D-Bus filter, or <see langword="null"/> if none was found.</summary>
    public string? BusProxy { get; init; }

    /// <summary>A directory where two empty directories may be made for the time of the probe.</summary>
    public required string ScratchDirectory { get; init; }

    /// <summary>Where the kernel's settings are read: <c>/proc</c>.</summary>
    public string ProcessDirectory { get; init; } = "/proc";
}

namespace Nuka.Sandbox.Probing;

/// <summary>How a machine stands to one thing that sandboxes need.</summary>
public enum FindingState
{
    /// <summary>It is there and was tried.</summary>
    Works,

    /// <summary>It is not there; sandboxes work without it, less well or less tight, as the finding says.</summary>
    Reduced,

    /// <summary>It is not there, and without it there is no sandbox.</summary>
    Missing,
}

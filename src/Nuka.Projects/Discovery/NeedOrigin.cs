namespace Nuka.Projects.Discovery;

/// <summary>How a need was found.</summary>
public enum NeedOrigin
{
    /// <summary>The project's own files say so.</summary>
    Static,

    /// <summary>A known row: what a tool always needs.</summary>
    Known,

    /// <summary>The manifest names it.</summary>
    Manifest,

    /// <summary>The command itself names it.</summary>
    Command,

    /// <summary>A failed run asked for it.</summary>
    Failure,

    /// <summary>Something built or installed asks for it.</summary>
    Observed,
}

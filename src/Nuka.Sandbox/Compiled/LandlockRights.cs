namespace Nuka.Sandbox.Compiled;

/// <summary>Landlock's bits (include/uapi/linux/landlock.h), as far as plans use them.</summary>
internal static class LandlockRights
{
    /// <summary>
    /// Everything that changes a file system: WRITE_FILE (1), REMOVE_DIR (4), REMOVE_FILE (5), MAKE_* (6 to 12), REFER (13), TRUNCATE (14).
    /// The last came with ABI 3.
    /// </summary>
    internal const ulong Write = (1 << 1) | (0x1FF << 4) | (1 << 13) | (1 << 14);

    /// <summary>ABI 6.</summary>
    internal const ulong ScopeAbstractSockets = 1;

    /// <summary>ABI 6.</summary>
    internal const ulong ScopeSignals = 2;
}

namespace Nuka.Sandbox.Compiled;

/// <summary>What there is to a mount that the launcher makes itself; the numbers stand in plan files.</summary>
[Flags]
internal enum PlacedKinds : uint
{
    /// <summary>Kept writable.</summary>
    None = 0,

    /// <summary>Read-only, with everything mounted below it.</summary>
    ReadOnly = 1,

    /// <summary>The place is a symbolic link, mounted on itself; anything else must not be one.</summary>
    Link = 2,

    /// <summary>A place that is missing is made, as a file.</summary>
    MakesFile = 4,

    /// <summary>A place that is missing is made, as a directory.</summary>
    MakesDirectory = 8,

    /// <summary>A source that is missing is passed over.</summary>
    MayBeMissing = 16,

    /// <summary>The place is in the root itself, and is mounted on once the root is there.</summary>
    InRoot = 32,

    /// <summary>Nothing is mounted: the place is only looked at, and must be there with no link on the way.</summary>
    IsLookedAt = 64,

    /// <summary>The source is walked from the top, name by name: where a link stands on the way, nothing runs.</summary>
    WalksSource = 128,

    /// <summary>So is the holder.</summary>
    WalksHolder = 256,

    /// <summary>The mount is made aside, beside the root, for bubblewrap to mount it from there: what is there is what was found.</summary>
    Aside = 512,
}

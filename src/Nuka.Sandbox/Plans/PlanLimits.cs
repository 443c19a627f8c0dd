namespace Nuka.Sandbox.Plans;

/// <summary>The limits of a plan, each with its reason; the launcher refuses what is beyond them.</summary>
public static class PlanLimits
{
    /// <summary>Roots to try: overlay, view, and room for one more.</summary>
    public const int Roots = 4;

    /// <summary>Layers of an overlay: the kernel takes 500; one is the launcher's own skeleton of mount points.</summary>
    public const int Layers = 499;

    /// <summary>Files with content: each takes a descriptor of the launcher, whose soft limit may be as low as 256.</summary>
    public const int Files = 64;

    /// <summary>Bytes of one file with content.</summary>
    public const int FileBytes = 1 << 20;

    /// <summary>Bytes of a whole plan: it is read into memory and hashed before every start.</summary>
    public const int PlanBytes = 16 << 20;

    /// <summary>Mounts: the kernel's time grows faster than their number (2 000 take 91 ms).</summary>
    public const int Mounts = 512;

    /// <summary>Entries that are compared before a warm start.</summary>
    public const int FreshnessEntries = 4096;

    /// <summary>Texts of one list: arguments of bubblewrap, variables, paths.</summary>
    public const int Texts = 65536;

    /// <summary>Published ports: each is asked for in turn before the program starts.</summary>
    public const int Ports = 64;

    /// <summary>Mounts that the launcher makes itself: a few for each protected path of a project.</summary>
    public const int Placed = 4096;

    /// <summary>Protected files in directories of a project, without repositories: each costs a few mounts at every start.</summary>
    public const int ProtectedBelow = 256;

    /// <summary>Names that are looked for in directories: one bit each says whether it was there.</summary>
    public const int NewNames = 28;

    /// <summary>Directories that a plan knows, whether it looks for new names in them or not.</summary>
    public const int LookedDirectories = 4096;

    /// <summary>Mount points that the launcher makes.</summary>
    public const int SkeletonEntries = 65536;
}

namespace Nuka.Sandbox.Plans;

/// <summary>Which system calls a program may make, beyond the fixed allow-list of docs/concepts/sandbox.md.</summary>
public sealed record SystemCallPolicy
{
    /// <summary>What a project gets when nothing is granted: debugging of its own processes, no user namespaces.</summary>
    public static SystemCallPolicy Default => new();

    /// <summary>Whether the filter is there at all; only the build sandbox of old maintainer scripts may go without.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Whether new user namespaces, and the mounts that they allow, are open (browsers and bubblewrap itself need them).</summary>
    public bool NestedNamespaces { get; init; }

    /// <summary>
    /// Whether giving a file to another user than root is answered with success and does nothing. For root inside, whose namespace knows no
    /// other user: programs that run as root take it for granted that they can (npm and tar unpack so), and warn of every file otherwise.
    /// </summary>
    public bool PretendsForeignOwners { get; init; }

    /// <summary>
    /// Whether no file gets a set-user-id or set-group-id bit. For root inside: what lies in a project is seen outside too, and whoever reaches it there
    /// would run it as root.
    /// </summary>
    public bool RefusesSetId { get; init; }

    /// <summary>Whether the program may start processes; threads it always may. It is started itself all the same.</summary>
    public bool Processes { get; init; } = true;

    /// <summary>Whether sockets are open at all.</summary>
    public bool Sockets { get; init; } = true;

    /// <summary>Whether processes may trace each other: gdb, strace, sanitizers. They see only processes of the sandbox.</summary>
    public bool Debugging { get; init; } = true;
}

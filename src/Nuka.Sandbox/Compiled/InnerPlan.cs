using System.Collections.Immutable;

namespace Nuka.Sandbox.Compiled;

/// <summary>The part of a plan that the first process inside reads.</summary>
internal sealed record InnerPlan
{
    internal required string WorkingDirectory { get; init; }

    /// <summary><c>NAME=value</c>, ordered by bytes.</summary>
    internal required ImmutableArray<string> Environment { get; init; }

    internal required ImmutableArray<string> Command { get; init; }

    /// <summary>Landlock's rights that are handled, LANDLOCK_ACCESS_FS_*; 0: no rules for paths.</summary>
    internal required ulong WriteRights { get; init; }

    /// <summary>LANDLOCK_SCOPE_*.</summary>
    internal required ulong Scopes { get; init; }

    internal required ImmutableArray<string> WritablePaths { get; init; }

    /// <summary>The filter of system calls, 8 bytes an instruction; empty: none.</summary>
    internal required ImmutableArray<byte> Filter { get; init; }

    /// <summary>Where the command is found first; empty: it has to be looked for.</summary>
    internal string Program { get; init; } = "";

    /// <summary>Whether the program is started only when its network is connected.</summary>
    internal bool WaitsForNetwork { get; init; }
}

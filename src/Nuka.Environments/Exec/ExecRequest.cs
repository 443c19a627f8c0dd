using System.Collections.Immutable;
using Nuka.Environments.Host;
using Nuka.Environments.Permissions;
using Nuka.Platform.Files;
using Nuka.Platform.State;
using Nuka.Sandbox.Plans;

namespace Nuka.Environments.Exec;

/// <summary>One program to be run in an environment: everything that a sandbox plan is made of.</summary>
public sealed record ExecRequest
{
    /// <summary>The project's real absolute path; it is seen inside at the same place.</summary>
    public required string ProjectDirectory { get; init; }

    /// <summary>Where the program starts: the project's directory or one below it.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>The command and its arguments.</summary>
    public required ImmutableArray<string> Command { get; init; }

    /// <summary>The root.</summary>
    public required EnvironmentRoot Root { get; init; }

    /// <summary>What the program may do.</summary>
    public required PermissionDecision Permissions { get; init; }

    /// <summary>The machine and its caller.</summary>
    public required HostFacts Host { get; init; }

    /// <summary>The root directory of the machine whose devices, drivers and settings of the network and the time zone are shown.</summary>
    public string HostRoot { get; init; } = "/";

    /// <summary>The state directory.</summary>
    public required StateDirectory State { get; init; }

    /// <summary>Whether the plan is only to be looked at: nothing is made in the state for it.</summary>
    public bool MakesNothing { get; init; }

    /// <summary>The programs that make the sandbox.</summary>
    public required SandboxTools Tools { get; init; }

    /// <summary>Variables that the environment itself sets, such as where headers are.</summary>
    public ImmutableSortedDictionary<string, string> Variables { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>What must be unchanged for the plan to be started again by itself; observed before it was read.</summary>
    public ImmutableArray<FreshnessEntry> Freshness { get; init; } = [];

    /// <summary>The project's directories, parents first: what other tools obey is looked for in them. None: only the project itself is looked at.</summary>
    public ImmutableArray<SeenDirectory> Directories { get; init; } = [];

    /// <summary>The version of the kernel's Landlock; 0: it has none.</summary>
    public int LandlockVersion { get; init; }

    /// <summary>The lease that keeps the environment's trees while the program runs.</summary>
    public string? LeaseFile { get; init; }

    /// <summary>A private directory of the state, made unless the plan is only to be looked at.</summary>
    internal string Made(string path) => MakesNothing ? path : PrivateDirectory.Make(path);
}

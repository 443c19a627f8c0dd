using System.Collections.Immutable;

namespace Nuka.Sandbox.Plans;

/// <summary>The proc file system of the sandbox's own process namespace.</summary>
/// <param name="Target">Where, inside: <c>/proc</c>.</param>
/// <param name="CoversMachine">
/// Whether what is not of a process but of the whole machine is mounted read-only over itself. Needed where root runs: the kernel asks writers of
/// settings for the user id 0 and for no capability. Others are kept out by the modes of these files, and a namespace that they are granted could
/// have no proc of its own below such a mount.
/// </param>
public sealed record ProcessMount(string Target = "/proc", bool CoversMachine = true) : SandboxMount(Target)
{
    /// <summary>
    /// What root may write without a capability on one kernel or another, beside <c>sys</c>; bubblewrap covers <c>bus</c> and <c>irq</c> itself, but only
    /// what it finds writable by its own means.
    /// </summary>
    private static readonly ImmutableArray<string> Writable =
    [
        "sysrq-trigger", "irq", "bus", "fs", "acpi", "scsi", "mtrr", "driver", "asound", "dynamic_debug", "pressure", "timer_stats", "latency_stats", "ide", "dri",
    ];

    /// <summary>bubblewrap's arguments for this mount.</summary>
    public ImmutableArray<string> Arguments
    {
        get
        {
            string[] own = ["--proc", Target];
            string[] sys = ["--ro-bind", "/proc/sys", $"{Target}/sys"];
            return !CoversMachine ? [.. own] : [.. own, .. sys, .. Writable.SelectMany(name => (string[])["--ro-bind-try", $"/proc/{name}", $"{Target}/{name}"])];
        }
    }
}

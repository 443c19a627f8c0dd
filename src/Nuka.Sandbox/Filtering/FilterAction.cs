namespace Nuka.Sandbox.Filtering;

/// <summary>What a filter says of a system call (include/uapi/linux/seccomp.h).</summary>
internal readonly record struct FilterAction(uint Value)
{
    internal static FilterAction Allow => new(0x7FFF0000);

    internal static FilterAction KillProcess => new(0x80000000);

    /// <summary>Done, says the answer, and nothing was done.</summary>
    internal static FilterAction Pretend => Fail(0);

    /// <summary>Refused: the caller may not.</summary>
    internal static FilterAction NotPermitted => Fail(1);

    /// <summary>Unknown: programs fall back to an older call, as on an older kernel.</summary>
    internal static FilterAction NoSuchCall => Fail(38);

    /// <summary>Refused: no such address family, as on a kernel without it.</summary>
    internal static FilterAction NoSuchFamily => Fail(97);

    private static FilterAction Fail(uint error) => new(0x00050000 | error);
}

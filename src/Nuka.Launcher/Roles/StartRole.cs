using Nuka.Launcher.Kernel;
using Nuka.Launcher.Plans;

namespace Nuka.Launcher.Roles;

/// <summary><c>--start PLAN -- COMMAND…</c>: the end of the cold path, executed by the full program in its own place.</summary>
internal static unsafe class StartRole
{
    /// <summary><c>--start-child PARENT PLAN -- COMMAND…</c>: a full program that is killed leaves nothing running.</summary>
    internal static int RunAsChild(byte** arguments, byte** environment)
    {
        byte* digits = arguments[0];
        if (digits == null)
        {
            return Report.Usage();
        }

        long parent = (long)Bytes.Hexadecimal(ref digits);
        return Signals.EndWithParent(parent) ? Run(arguments + 1, environment) : 125;
    }

    internal static int Run(byte** arguments, byte** environment)
    {
        byte* path = arguments[0];
        bool known = path != null && arguments[1] != null && Bytes.Is(arguments[1], "--"u8);
        if (!known)
        {
            return Report.Usage();
        }

        Caller caller = default;
        caller.Read(environment);
        Plan plan = default;
        long file = SystemCalls.Open(path, 0);
        if (file >= 0 && IsUsedOnce(path))
        {
            SystemCalls.Call(Number.UnlinkAt, SystemCalls.CurrentDirectory, (long)path, 0); // whatever becomes of this start, nothing is left of it
        }

        if (file < 0 || !plan.Load(file))
        {
            return Report.BadPlan(path);
        }

        SystemCalls.Close(file);
        // The full program holds the lease until we do: its descriptors are closed only behind ours.
        long lease = Lease.Take(plan.Lease, Lease.Many);
        if (lease == Lease.Lost)
        {
            return Report.LeaseLost(plan.Lease);
        }

        lease = Lease.KeepOnly(lease);
        return Supervisor.Run(&plan, &caller, lease, arguments + 2, environment, quiet: false);
    }

    private static bool IsUsedOnce(byte* path)
    {
        byte* name = path;
        for (byte* at = path; *at != 0; at++)
        {
            name = *at == (byte)'/' ? at + 1 : name;
        }

        return Bytes.StartsWith(name, "once-"u8);
    }
}

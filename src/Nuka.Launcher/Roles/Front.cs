using Nuka.Launcher.Kernel;
using Nuka.Launcher.Plans;

namespace Nuka.Launcher.Roles;

/// <summary>
/// The command <c>nuka</c>: starts a kept plan without .NET where one is there, whole, ours, and fresh; in every other case it becomes
/// the full program. It never guesses.
/// </summary>
internal static unsafe class Front
{
    internal static int Run(byte** words, byte** environment)
    {
        Caller caller = default;
        caller.Read(null);
        FrontWords front = default;
        front.Read(words);
        byte* state = front.Known ? StateDirectory(&front, environment) : null;
        byte* key = Memory.Take(32);
        if (state == null || !WarmKey.Compute(&front, words, environment, state, key))
        {
            return Leave(words, environment, &caller, null);
        }

        Descriptors.EndAtExec(3); // not closed yet: the full program may be executed after all, and then it closes them itself
        Plan plan = default;
        long file = OpenPlan(state, key);
        if (file < 0 || !plan.Load(file) || !Bytes.Same(plan.Key, key, 32))
        {
            return Leave(words, environment, &caller, key);
        }

        long lease = Lease.Take(plan.Lease, Lease.Few);
        if (lease == Lease.Lost || Freshness.IsOld(plan.Written) || !Freshness.Holds(&plan))
        {
            return Leave(words, environment, &caller, key);
        }

        // From here on the descriptors of the caller are in nobody's way, and the numbers of ours are known.
        lease = Lease.KeepOnly(lease);
        int code = Supervisor.Run(&plan, &caller, lease, front.Command, environment, quiet: true);
        return code == Supervisor.NothingRan ? Leave(words, environment, &caller, key) : code;
    }

    private static int Leave(byte** words, byte** environment, Caller* caller, byte* key)
    {
        Signals.Block(caller->Blocked);
        return FullProgram.Become(words, environment, caller, key);
    }

    /// <summary>As the full program finds it; only an absolute path is clear enough here.</summary>
    private static byte* StateDirectory(FrontWords* front, byte** environment)
    {
        byte* chosen = front->State;
        if (chosen == null || *chosen == 0)
        {
            chosen = Bytes.Variable(environment, "NUKA_STATE"u8);
        }

        if (chosen != null && *chosen != 0)
        {
            return *chosen == (byte)'/' ? chosen : null;
        }

        byte* data = Bytes.Variable(environment, "XDG_DATA_HOME"u8);
        if (data != null && *data == (byte)'/')
        {
            return Bytes.Join(data, Bytes.Of("nuka"u8));
        }

        byte* home = Bytes.Variable(environment, "HOME"u8);
        return home != null && *home == (byte)'/' ? Bytes.Join(home, Bytes.Of(".local/share/nuka"u8)) : null;
    }

    /// <summary>Opens the plan of a key. It and both directories above it must be this user's or root's, and nobody else's to write.</summary>
    private static long OpenPlan(byte* state, byte* key)
    {
        long root = SystemCalls.Open(state, SystemCalls.DirectoryOnly | SystemCalls.PathOnly);
        if (!IsOurs(root))
        {
            return -1;
        }

        const int Flags = SystemCalls.DirectoryOnly | SystemCalls.PathOnly | SystemCalls.NoFollow;
        long plans = SystemCalls.Open(Bytes.Of("plans-v1"u8), Flags, (int)root);
        if (!IsOurs(plans))
        {
            return -1;
        }

        const int NonBlocking = 0x800; // whatever lies there, opening it does not wait
        Message name = default;
        name.AddHexadecimal(key, 32);
        name.Add("\0"u8);
        long plan = SystemCalls.Open(name.Text, SystemCalls.NoFollow | NonBlocking, (int)plans);
        SystemCalls.Close(plans);
        SystemCalls.Close(root);
        return IsOurs(plan) ? plan : -1;
    }

    private static bool IsOurs(long descriptor)
    {
        FileFacts facts = default;
        return descriptor >= 0
            && facts.Read(descriptor, Bytes.Of("\0"u8)) == 0
            && facts.IsOnlyOf((uint)SystemCalls.Call(Number.GetUid));
    }
}

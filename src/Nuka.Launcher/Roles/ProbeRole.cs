using Nuka.Launcher.Kernel;
using Nuka.Launcher.Plans;

namespace Nuka.Launcher.Roles;

/// <summary>
/// <c>--probe TARGET LAYER</c>: tries on this machine what a start would do, and says in words and numbers how it went. The full program
/// cannot try it itself: a process with threads gets no user namespace.
/// </summary>
internal static unsafe class ProbeRole
{
    internal static int Run(byte** arguments)
    {
        if (arguments[0] == null || arguments[1] == null)
        {
            return Report.Usage();
        }

        Message text = default;
        TryRoot(arguments[0], arguments[1], ref text);
        text.Add("landlock "u8);
        const int VersionFlag = 1;
        text.AddNumber(SystemCalls.Call(Number.LandlockCreate, 0, 0, VersionFlag));
        const int ActionAvailable = 2;
        uint failWithError = 0x00050000;
        text.Add("\nseccomp "u8);
        text.AddNumber(SystemCalls.Call(Number.Seccomp, ActionAvailable, 0, (long)&failWithError));
        text.Add("\n"u8);
        text.Send(1);
        return 0;
    }

    private static void TryRoot(byte* target, byte* layer, ref Message text)
    {
        int* ends = stackalloc int[2];
        byte* message = stackalloc byte[Channel.Longest];
        Channel.Open(ends);
        long child = SystemCalls.Call(Number.Clone, Signals.Child);
        if (child == 0)
        {
            Plan plan = default;
            uint none = 0;
            plan.Target = target;
            plan.Skeleton = new Cursor((byte*)&none, sizeof(uint));
            plan.Placed = plan.Skeleton;
            RootChoice choice = default;
            choice.Kind = RootChoice.Overlay;
            choice.Layers = &layer;
            choice.LayerCount = 1;
            choice.Upper = Bytes.Of("\0"u8);
            choice.Work = choice.Upper;
            RootMaker.Mount(&plan, &choice, ends[1]);
            SystemCalls.Exit(0);
        }

        SystemCalls.Close(ends[1]);
        long length = SystemCalls.Call(Number.Read, ends[0], (long)message, Channel.Longest);
        SystemCalls.Call(Number.Wait4, child, 0, 0, 0);
        uint failure = length >= 8 ? *(uint*)(message + 4) : 0;
        text.Add("root "u8);
        text.AddNumber(failure >> 16);
        text.Add(" "u8);
        text.AddNumber(failure & 0xFFFF);
        text.Add(" "u8);
        if (failure != 0)
        {
            Report.AddStage(ref text, failure >> 16);
            text.Add(": "u8);
            text.AddError((int)(failure & 0xFFFF));
        }

        text.Add("\n"u8);
    }
}

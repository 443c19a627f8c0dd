using Nuka.Launcher.Kernel;
using Nuka.Launcher.Plans;

namespace Nuka.Launcher.Roles;

/// <summary>The child that mounts the root and becomes bubblewrap.</summary>
internal static unsafe class Bubblewrap
{
    internal static void Become(
        Plan* plan, RootChoice* choice, byte* busDirectory, long parent, int control, int errors, long startBlock, long lease)
    {
        if (!Signals.EndWithParent(parent))
        {
            SystemCalls.Exit(125);
        }

        bool isMade = choice->Kind == RootChoice.Overlay ? RootMaker.Mount(plan, choice, control) : Placement.Verify(plan, control);
        if (!isMade)
        {
            SystemCalls.Exit(125);
        }

        bool placed = Descriptors.Place(control, Descriptors.Control)
            && Descriptors.Place(startBlock, Descriptors.Start)
            && (lease < 0 || Descriptors.Place(lease, Descriptors.Lease))
            && Descriptors.Place(2, Descriptors.Errors)
            && PlaceFiles(plan)
            && Descriptors.Place(errors, 2);
        if (placed)
        {
            // Only what bubblewrap itself needs: its loader must not see the person's LD_PRELOAD, nor ours.
            byte** none = Memory.TakeVector(0);
            byte** arguments = busDirectory == null ? choice->Arguments : BusProxy.Substitute(choice->Arguments, busDirectory);
            long result = SystemCalls.Call(Number.Execve, (long)plan->Bubblewrap, (long)arguments, (long)none);
            Channel.SendFailure(
                Descriptors.Control, Channel.NoRoot, Stage.ExecuteBubblewrap, result, plan->Bubblewrap, Bytes.Length(plan->Bubblewrap));
        }
        else
        {
            Channel.SendFailure(control, Channel.NoRoot, Stage.FileContent, -Error.NoSpace, null, 0);
        }

        SystemCalls.Exit(125);
    }

    private static bool PlaceFiles(Plan* plan)
    {
        Cursor cursor = plan->Files;
        uint count = cursor.Count(Plan.FileLimit);
        for (uint i = 0; i < count; i++)
        {
            byte* content = cursor.Data(out uint length);
            long file = cursor.Bad ? -1 : Descriptors.FileOf(content, length);
            if (file < 0 || !Descriptors.Place(file, Descriptors.FirstFile + (int)i))
            {
                return false;
            }

            SystemCalls.Close(file);
        }

        return true;
    }
}

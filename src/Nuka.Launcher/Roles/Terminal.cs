using Nuka.Launcher.Kernel;

namespace Nuka.Launcher.Roles;

/// <summary>
/// The terminal's foreground process group. A shell inside takes the terminal for a group of its own and cannot give it back, since the
/// group outside has no number inside: whoever had it at the start gets it back here.
/// </summary>
internal unsafe struct Terminal
{
    private const long GetForeground = 0x540F;
    private const long SetForeground = 0x5410;

    private int descriptor;
    private int group;

    internal void Remember()
    {
        descriptor = -1;
        int own = (int)SystemCalls.Call(Number.GetProcessGroup, 0);
        for (int candidate = 0; candidate <= 2; candidate++)
        {
            int foreground = 0;
            if (SystemCalls.Call(Number.Ioctl, candidate, GetForeground, (long)&foreground) == 0 && foreground == own)
            {
                descriptor = candidate;
                group = own;
                return;
            }
        }
    }

    /// <summary>Takes the terminal back; every signal is blocked, so the kernel does not stop us for it.</summary>
    internal void Restore()
    {
        if (descriptor >= 0)
        {
            int own = group;
            SystemCalls.Call(Number.Ioctl, descriptor, SetForeground, (long)&own);
        }
    }
}

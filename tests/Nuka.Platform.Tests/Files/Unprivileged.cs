using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Nuka.Platform.Tests.Files;

/// <summary>
/// Runs something on a thread whose file accesses are those of the user "nobody", also when the tests run as root: setfsuid(2)
/// concerns one thread, and takes root's power over permissions from it.
/// </summary>
internal static partial class Unprivileged
{
    private const int Nobody = 65534;

    internal static void Run(Action action)
    {
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            _ = SetGroup(Nobody);
            _ = SetUser(Nobody);
            try
            {
                action();
            }
            catch (Exception error)
            {
                failure = ExceptionDispatchInfo.Capture(error);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetUser(int user);

    [LibraryImport("libc", EntryPoint = "setfsgid")]
    private static partial int SetGroup(int group);
}

using System.Runtime;
using Nuka.Launcher.Kernel;
using Nuka.Launcher.Roles;

namespace Nuka.Launcher.Core;

/// <summary>Where the machine code of launcher.ld calls C#. The first argument says which role this process has.</summary>
internal static unsafe class Entry
{
    private static void Main()
    {
    }

    /// <param name="stack">As the kernel leaves it: the count of arguments, the arguments, null, the variables, null.</param>
    [RuntimeExport("nuka_main")]
    private static void Start(long* stack)
    {
        long count = *stack;
        byte** arguments = (byte**)(stack + 1);
        byte** environment = arguments + count + 1;
        byte* first = count > 1 ? arguments[1] : Bytes.Of("\0"u8);
        Descriptors.FillStandardStreams();
        if (Bytes.Is(first, "--inside"u8))
        {
            FirstProcess.Run();
        }

        if (Bytes.Is(first, "--start-child"u8))
        {
            SystemCalls.Exit(StartRole.RunAsChild(arguments + 2, environment));
        }

        if (Bytes.Is(first, "--start"u8))
        {
            SystemCalls.Exit(StartRole.Run(arguments + 2, environment));
        }

        if (Bytes.Is(first, "--probe"u8))
        {
            SystemCalls.Exit(ProbeRole.Run(arguments + 2));
        }

        if (Bytes.Is(first, "--version"u8) && count == 2)
        {
            SystemCalls.Write(1, Bytes.Of(Build.Version), (nuint)Build.Version.Length);
            SystemCalls.Exit(0);
        }

        SystemCalls.Exit(Front.Run(arguments + 1, environment));
    }
}

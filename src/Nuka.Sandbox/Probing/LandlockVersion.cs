using System.Runtime.InteropServices;

namespace Nuka.Sandbox.Probing;

/// <summary>Asks the kernel for the version of its Landlock: cheap enough for every plan.</summary>
public static partial class LandlockVersion
{
    /// <summary>The first version that scopes abstract sockets and signals.</summary>
    public const int WithScopes = 6;

    /// <summary>The first version that knows every right a <see cref="Plans.Confinement"/> restricts (truncation).</summary>
    public const int WithWriteRights = 3;

    private const long CreateRuleset = 444; // the same number on every architecture
    private const uint AskVersion = 1;

    /// <summary>The version; 0 if there is no Landlock or it is switched off.</summary>
    public static int Read() => (int)Math.Max(0, SystemCall(CreateRuleset, 0, 0, AskVersion));

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long SystemCall(long number, nint attributes, nint size, uint flags);
}

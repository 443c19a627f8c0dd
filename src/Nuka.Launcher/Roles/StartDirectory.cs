using Nuka.Launcher.Kernel;

namespace Nuka.Launcher.Roles;

/// <summary>A directory of one start alone, for sockets: named by our process number.</summary>
internal static unsafe class StartDirectory
{
    /// <summary>Makes one, or takes the one that a killed process with our number left.</summary>
    /// <returns>Its path, or null.</returns>
    internal static byte* Make(byte* parent)
    {
        Message name = default;
        name.AddNumber(SystemCalls.Call(Number.GetPid));
        name.Add("\0"u8);
        byte* path = Bytes.Join(parent, name.Text);
        long made = SystemCalls.Call(Number.MakeDirectoryAt, SystemCalls.CurrentDirectory, (long)path, 0x1C0);
        return made == 0 || made == -Error.Exists ? path : null;
    }

    /// <summary>Removes a socket in it, if it is there.</summary>
    internal static void RemoveSocket(byte* directory, System.ReadOnlySpan<byte> name) => Unlink(Bytes.Join(directory, Bytes.Of(name)), 0);

    /// <summary>Removes it, when it is empty.</summary>
    internal static void Remove(byte* directory)
    {
        const int RemoveDirectory = 0x200;
        Unlink(directory, RemoveDirectory);
    }

    private static void Unlink(byte* path, int flags) => SystemCalls.Call(Number.UnlinkAt, SystemCalls.CurrentDirectory, (long)path, flags);
}

using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Nuka.Platform.Files;

/// <summary>A pipe with a name: who opens it to read waits until this side writes, or is disposed of.</summary>
public sealed unsafe partial class NamedPipe : IDisposable
{
    private const uint OwnerOnly = 0x180; // 0600
    private const int CurrentDirectory = -100;
    private const int ReadAndWrite = 2;
    private const int CloseOnExec = 0x80000;

    private readonly SafeFileHandle handle;
    private readonly string path;

    private NamedPipe(SafeFileHandle handle, string path)
    {
        this.handle = handle;
        this.path = path;
    }

    /// <summary>Makes one that only its owner can open.</summary>
    /// <param name="path">Its path; nothing is there yet.</param>
    /// <exception cref="FileError">It cannot be made.</exception>
    public static NamedPipe Create(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
        {
            // Opened for reading too, this side waits for nobody, and the other sees no end before it has read.
            int descriptor = MakePipe(name, OwnerOnly) == 0 ? Libc.OpenAt(CurrentDirectory, name, ReadAndWrite | CloseOnExec, 0) : -1;
            return descriptor >= 0
                ? new NamedPipe(new SafeFileHandle(descriptor, ownsHandle: true), path)
                : throw new FileError("mkfifo", path, Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Writes a few bytes, which fit into the pipe.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="FileError">They cannot be written.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* at = bytes)
        {
            if (Libc.Write((int)handle.DangerousGetHandle(), at, (nuint)bytes.Length) != bytes.Length)
            {
                throw new FileError("write", path, Marshal.GetLastPInvokeError());
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true)]
    private static partial int MakePipe(byte* path, uint mode);
}

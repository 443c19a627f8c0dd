using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Nuka.Sandbox.Tests.Terminals;

/// <summary>A terminal with an interactive bash in it, in a session of its own: what a person types, and what appears.</summary>
internal sealed unsafe partial class PseudoTerminal : IDisposable
{
    private const int ReadWriteNoTerminal = 0x102;
    private const ulong UnlockSlave = 0x40045431;
    private const ulong SlaveNumber = 0x80045430;
    private const ulong SetWindowSize = 0x5414;

    private readonly SafeFileHandle master;
    private readonly Process shell;
    private readonly StringBuilder seen = new();
    private int shown;

    internal PseudoTerminal(string directory)
    {
        master = new SafeFileHandle(OpenFile("/dev/ptmx", ReadWriteNoTerminal), ownsHandle: true);
        int zero = 0;
        int number = 0;
        Assert.Equal(0, Control(master, UnlockSlave, &zero));
        Assert.Equal(0, Control(master, SlaveNumber, &number));
        string slave = $"/dev/pts/{number}";
        string line = $"exec setsid -w -c bash --norc --noprofile +o emacs -i <{slave} >{slave} 2>&1";
        shell = Process.Start(new ProcessStartInfo("env", ["--default-signal=PIPE", "TERM=dumb", "PS1=> ", "sh", "-c", line])
        {
            WorkingDirectory = directory,
        })!;
        new Thread(Read) { IsBackground = true }.Start();
        Expect("> ");
    }

    public void Dispose()
    {
        shell.Kill(entireProcessTree: true);
        shell.WaitForExit();
        master.Dispose();
        shell.Dispose();
    }

    internal void Type(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* start = bytes)
        {
            Assert.Equal(bytes.Length, WriteBytes((int)master.DangerousGetHandle(), start, bytes.Length));
        }
    }

    internal void Resize(ushort rows, ushort columns)
    {
        ushort* size = stackalloc ushort[4] { rows, columns, 0, 0 };
        Assert.Equal(0, Control(master, SetWindowSize, size));
    }

    /// <summary>Waits until a text appears behind what was expected before.</summary>
    internal void Expect(string text)
    {
        bool found = SpinWait.SpinUntil(
            () =>
            {
                Thread.Sleep(10);
                lock (seen)
                {
                    int at = seen.ToString().IndexOf(text, shown, StringComparison.Ordinal);
                    shown = at < 0 ? shown : at + text.Length;
                    return at >= 0;
                }
            },
            TimeSpan.FromSeconds(15));
        Assert.True(found, $"`{text}` did not appear; the terminal shows:\n{seen}");
    }

    /// <summary>Everything that appeared.</summary>
    internal string Seen()
    {
        lock (seen)
        {
            return seen.ToString();
        }
    }

    private void Read()
    {
        byte[] buffer = new byte[4096];
        fixed (byte* start = buffer)
        {
            nint length;
            while ((length = ReadBytes((int)master.DangerousGetHandle(), start, buffer.Length)) > 0)
            {
                lock (seen)
                {
                    seen.Append(Encoding.UTF8.GetString(buffer, 0, (int)length).Replace("\r\n", "\n", StringComparison.Ordinal));
                }
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(SafeFileHandle file, ulong request, void* argument);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint ReadBytes(int file, byte* buffer, nint size);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint WriteBytes(int file, byte* buffer, nint size);
}

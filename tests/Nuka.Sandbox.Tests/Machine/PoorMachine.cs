using System.Diagnostics;
using Nuka.Sandbox.Filtering;

namespace Nuka.Sandbox.Tests.Machine;

/// <summary>
/// A machine that refuses something, simulated for one process tree by a filter of system calls (perl applies it), or by a user namespace in
/// which no more may be made.
/// </summary>
internal sealed class PoorMachine
{
    internal const int NotPermitted = 1;
    internal const int AccessDenied = 13;
    internal const int Invalid = 22;
    internal const int NoSuchCall = 38;

    private const string ApplyFilter =
        "my $f = do { local $/; open my $h, '<:raw', shift or die; <$h> };"
        + "syscall(157, 38, 1, 0, 0, 0) == 0 or die 'nnp';"
        + "syscall(317, 1, 0, my $p = pack('Sx6P', length($f) / 8, $f)) == 0 or die \"seccomp $!\";"
        + "exec @ARGV or die \"exec $!\"";

    private readonly string filter;

    private PoorMachine(string filter) => this.filter = filter;

    /// <summary>Refuses calls by number, or only where an argument has a bit, or is exactly a value.</summary>
    internal static PoorMachine Refusing(TestSandbox sandbox, params (int Number, int Error, int Argument, uint Bit, uint? Exactly)[] calls)
    {
        FilterProgram program = new();
        foreach ((int number, int error, int argument, uint bit, uint? exactly) in calls)
        {
            program.Load(FilterProgram.NumberOffset);
            AddCall(program, (uint)number, new FilterAction(0x00050000 | (uint)error), argument, bit, exactly);
        }

        program.Return(FilterAction.Allow);
        string file = Path.Combine(sandbox.Home, $"{Guid.NewGuid():N}.filter");
        File.WriteAllBytes(file, [.. program.ToBytes()]);
        File.SetUnixFileMode(file, (UnixFileMode)0x1A4);
        return new PoorMachine(file);
    }

    internal ProcessStartInfo Start(ProcessStartInfo start)
    {
        ProcessStartInfo poor = new("perl", ["-e", ApplyFilter, filter, start.FileName, .. start.ArgumentList]) { WorkingDirectory = "/" };
        return poor;
    }

    /// <summary>In a user namespace whose limit of further ones is zero.</summary>
    internal static ProcessStartInfo WithoutNamespaces(ProcessStartInfo start) =>
        new("unshare", ["-Ur", "sh", "-c", "echo 0 >/proc/sys/user/max_user_namespaces && exec \"$@\"", "sh", start.FileName, .. start.ArgumentList])
        {
            WorkingDirectory = "/",
        };

    private static void AddCall(FilterProgram program, uint number, FilterAction action, int argument, uint bit, uint? exactly)
    {
        if (argument < 0)
        {
            program.ReturnIfEqual(number, action);
            return;
        }

        FilterProgram part = new();
        part.Load(FilterProgram.ArgumentOffset((uint)argument));
        if (exactly is uint value)
        {
            part.ReturnIfEqual(value, action);
        }
        else
        {
            part.ReturnIfAnyBit(bit, action);
        }

        program.OnlyIfEqual(number, part);
    }
}

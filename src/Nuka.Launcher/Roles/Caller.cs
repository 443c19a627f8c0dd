using Nuka.Launcher.Kernel;

namespace Nuka.Launcher.Roles;

/// <summary>
/// What the person's own process had when it started us, so that the program gets the same: .NET, on the cold path, ignores SIGPIPE
/// and raises the limit of descriptors, and an executed program would inherit both.
/// </summary>
internal unsafe struct Caller
{
    private const int DescriptorLimit = 7;

    internal ulong Ignored;
    internal ulong Blocked;
    internal ulong SoftDescriptors;
    internal uint Mask;

    /// <summary>Reads it from this process, and blocks every signal.</summary>
    /// <param name="environment">Where NUKA_CALLER, which the front command noted before .NET ran, wins; null: nowhere.</param>
    internal void Read(byte** environment)
    {
        Ignored = Signals.Ignored();
        Blocked = Signals.Block(Signals.All);
        SoftDescriptors = Soft();
        Mask = (uint)SystemCalls.Call(Number.Umask, 0x3F);
        SystemCalls.Call(Number.Umask, Mask);
        byte* noted = environment == null ? null : Bytes.Variable(environment, "NUKA_CALLER"u8);
        if (noted != null)
        {
            Ignored = Bytes.Hexadecimal(ref noted);
            noted += *noted == (byte)',' ? 1 : 0;
            Blocked = Bytes.Hexadecimal(ref noted);
            noted += *noted == (byte)',' ? 1 : 0;
            SoftDescriptors = Bytes.Hexadecimal(ref noted);
        }
    }

    /// <summary>Writes it as the value of NUKA_CALLER: three hexadecimal numbers.</summary>
    internal void Note(ref Message text)
    {
        text.Add("NUKA_CALLER="u8);
        AddHexadecimal(ref text, Ignored);
        text.Add(","u8);
        AddHexadecimal(ref text, Blocked);
        text.Add(","u8);
        AddHexadecimal(ref text, SoftDescriptors);
        text.Add("\0"u8);
    }

    internal static void SetSoftDescriptors(ulong soft)
    {
        ulong* limits = stackalloc ulong[2];
        if (SystemCalls.Call(Number.LimitOfProcess, 0, DescriptorLimit, 0, (long)limits) == 0)
        {
            limits[0] = soft < limits[1] ? soft : limits[1];
            SystemCalls.Call(Number.LimitOfProcess, 0, DescriptorLimit, (long)limits, 0);
        }
    }

    private static ulong Soft()
    {
        ulong* limits = stackalloc ulong[2];
        return SystemCalls.Call(Number.LimitOfProcess, 0, DescriptorLimit, 0, (long)limits) == 0 ? limits[0] : 1024;
    }

    private static void AddHexadecimal(ref Message text, ulong value)
    {
        byte* digits = stackalloc byte[16];
        int at = 16;
        do
        {
            uint digit = (uint)(value & 15);
            digits[--at] = (byte)(digit < 10 ? '0' + digit : 'a' + digit - 10);
            value >>= 4;
        }
        while (value > 0);
        text.AddBytes(digits + at, (nuint)(16 - at));
    }
}

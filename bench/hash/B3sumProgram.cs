using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Nuka.Bench.Hash;

/// <summary>The rival: b3sum as a whole process, which maps the file into memory.</summary>
internal static partial class B3sumProgram
{
    private const int Children = -1;

    /// <summary>Hashes a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="threads">How many threads; 0 lets the program choose.</param>
    /// <param name="digest">What it printed.</param>
    /// <returns>What it cost, or <see langword="null"/> if the program is not there.</returns>
    internal static Cost? Run(string file, int threads, out string digest)
    {
        string[] arguments = threads == 0 ? ["--no-names", file] : ["--no-names", "--num-threads", $"{threads}", file];
        double before = ProcessorSeconds();
        long began = Stopwatch.GetTimestamp();
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("b3sum", arguments) { RedirectStandardOutput = true })!;
            digest = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
        }
        catch (Win32Exception)
        {
            digest = "";
            return null;
        }

        return new Cost(Stopwatch.GetElapsedTime(began).TotalSeconds, ProcessorSeconds() - before);
    }

    /// <summary>Processor time of all children that have ended: the first four numbers of struct rusage, getrusage(2).</summary>
    private static unsafe double ProcessorSeconds()
    {
        long* usage = stackalloc long[18];
        _ = GetUsage(Children, usage);
        return usage[0] + usage[2] + ((usage[1] + usage[3]) / 1e6);
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static unsafe partial int GetUsage(int who, long* usage);
}

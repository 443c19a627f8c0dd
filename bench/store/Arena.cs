using System.Diagnostics;
using System.Globalization;

namespace Nuka.Bench.Store;

/// <summary>
/// Runs contestants: prepares, lets the disk come to rest, times. Nothing is removed before the end: ext4 gives the inodes of removed files out
/// again only after minutes, and until then who creates files pays for looking past every single one of them.
/// </summary>
internal sealed class Arena(string tree, string work, string nuka)
{
    private int runs;

    /// <summary>Runs one contestant once.</summary>
    internal Measurement Run(Contestant contestant)
    {
        string own = Path.Combine(work, "runs", (++runs).ToString(CultureInfo.InvariantCulture));
        Shell($"mkdir -p '{own}' '{work}/stay'", own);
        Shell(contestant.Prepare, own);
        Shell("sync", own);
        string report = Path.Combine(work, "time");
        long began = Stopwatch.GetTimestamp();
        Demand("time", ["--format=%U %S %M", $"--output={report}", "sh", "-c", contestant.Command], own);
        double wall = Stopwatch.GetElapsedTime(began).TotalSeconds;
        double[] numbers = File.ReadAllText(report).Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray();
        return new Measurement(wall, numbers[0] + numbers[1], (long)numbers[2]);
    }

    /// <summary>Removes what all runs left.</summary>
    internal void Clear() => Shell(
        $"mkdir -p '{work}/runs' '{work}/stay'; find '{work}/runs' '{work}/stay' -type d -exec chmod u+w {{}} +; rm -rf '{work}/runs' '{work}/stay'",
        work);

    /// <summary>Whether a program is installed.</summary>
    internal static bool Has(string program) => Start("sh", ["-c", $"command -v {program}"], []) == 0;

    private void Shell(string script, string own) => Demand("sh", ["-c", script], own);

    private void Demand(string program, string[] arguments, string own)
    {
        (string, string)[] variables = [("TREE", tree), ("W", own), ("S", Path.Combine(work, "stay")), ("NUKA", nuka)];
        int code = Start(program, arguments, variables);
        if (code != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {code}");
        }
    }

    private static int Start(string program, string[] arguments, (string Name, string Value)[] variables)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true };
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}

using System.Diagnostics;
using System.Globalization;

namespace Nuka.Bench.Store;

/// <summary>Runs contestants: prepares, lets the disk come to rest, times, cleans.</summary>
internal sealed class Arena(string tree, string work, string nuka)
{
    /// <summary>Runs one contestant once.</summary>
    internal Measurement Run(Contestant contestant)
    {
        string own = Path.Combine(work, "round");
        Shell($"rm -rf '{own}' && mkdir -p '{own}' '{work}/stay'", own);
        Shell(contestant.Prepare, own);
        Shell("sync", own);
        string report = Path.Combine(work, "time");
        long began = Stopwatch.GetTimestamp();
        Demand("time", ["--format=%U %S %M", $"--output={report}", "sh", "-c", contestant.Command], own);
        double wall = Stopwatch.GetElapsedTime(began).TotalSeconds;
        double[] numbers = File.ReadAllText(report).Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray();
        Shell($"find '{own}' -type d -exec chmod u+w {{}} +; rm -rf '{own}'", own); // Directories only: files may be links into a store.
        return new Measurement(wall, numbers[0] + numbers[1], (long)numbers[2]);
    }

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

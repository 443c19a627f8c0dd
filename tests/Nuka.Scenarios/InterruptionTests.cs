using System.Diagnostics;
using System.Runtime.Versioning;

namespace Nuka.Scenarios;

/// <summary>What a person does while nuka works.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class InterruptionTests
{
    private const int Rounds = 500;
    private const int RoundMilliseconds = 20;

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    public void A_signal_ends_it_within_a_second_with_the_shells_code(string signal, int code)
    {
        using var stage = new Stage(Account.Available[0]);

        // A named pipe that nobody writes to: nuka waits in the middle of its work until the signal comes.
        stage.Run("mkfifo apt && mkdir -p etc && mv apt etc/sources.list");
        using Process process = stage.Start("NUKA_APT=$PWD/etc exec nuka doctor");
        WaitUntilItListens(process);
        var watch = Stopwatch.StartNew();
        Process.Start("kill", ["-s", signal, $"{process.Id}"]).WaitForExit();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(5)), "it did not end");
        Assert.Equal(code, process.ExitCode);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 2);
    }

    // SigCgt of proc(5) is the set of signals with a handler, one bit each from signal 1 on. SIGTERM stands for all: they are registered in order.
    private static void WaitUntilItListens(Process process)
    {
        const ulong Terminate = 1UL << (15 - 1);
        for (int round = 0; round < Rounds; round++)
        {
            string line = File.ReadLines($"/proc/{process.Id}/status").Single(text => text.StartsWith("SigCgt:", StringComparison.Ordinal));
            if ((Convert.ToUInt64(line.Split('\t')[1], 16) & Terminate) != 0)
            {
                return;
            }

            Thread.Sleep(RoundMilliseconds);
        }

        Assert.Fail("nuka does not listen to signals");
    }
}

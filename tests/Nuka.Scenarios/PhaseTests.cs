using System.Diagnostics;
using System.Globalization;
using Nuka.Graft.Tests.Download;
using Nuka.Graft.Tests.Sources;
using Nuka.Scenarios.Archives;

namespace Nuka.Scenarios;

/// <summary>A command is interrupted, or the disk is full, in each of its phases: nothing is left, nothing is lost, and the next run goes on.</summary>
[Collection("archives")]
[Trait("tier", "sample")]
public sealed class PhaseTests(SigningKeys keys) : IDisposable
{
    private const int Rounds = 1500;
    private const int RoundMilliseconds = 20;
    private const string Interrupted = "interrupted";

    private readonly ArchiveStage stage = new(keys);

    public void Dispose() => stage.Dispose();

    [Theory]
    [InlineData("InRelease")]
    [InlineData("Packages.xz")]
    [InlineData(".deb")]
    public void Interrupted_while_it_fetches_it_leaves_nothing(string ending)
    {
        stage.Server.Fault = path => path.EndsWith(ending, StringComparison.Ordinal) ? new ServerFault { CutAfterBytes = 20, Stalls = true } : new ServerFault();
        using Process process = StartInAGroup();
        WaitFor(() => stage.Server.Requests.Any(request => request.Path.EndsWith(ending, StringComparison.Ordinal)));
        AssertInterrupted(process);
    }

    [Fact]
    public void Interrupted_while_a_packages_script_runs_it_leaves_nothing()
    {
        stage.Archive.Packages.RemoveAll(package => package.Name == "tool");
        stage.Archive.Packages.Add(ArchiveStage.Tool("1.1") with { AfterInstall = "#!/bin/sh\nif [ -e /nothing ]; then true; fi\nsleep 86397.5\n" });
        stage.Archive.Publish();
        using Process process = StartInAGroup();
        WaitFor(() => Processes().Any(words => words.Contains("86397.5", StringComparison.Ordinal)));
        Interrupt(process);
        Assert.Equal(130, process.ExitCode);
        WaitFor(() => !Processes().Any(words => words.Contains("86397.5", StringComparison.Ordinal)));
        AssertNothingLeft();
    }

    [Fact]
    public void Interrupted_while_the_program_runs_everything_inside_ends()
    {
        stage.Demand(ArchiveStage.Exec);
        using Process process = StartInAGroup("sh -c 'sleep 86396.5 & sleep 86396.5'");
        WaitFor(() => Processes().Count(words => words.StartsWith("sleep 86396.5", StringComparison.Ordinal)) == 2);
        Interrupt(process);
        Assert.Equal(130, process.ExitCode);
        WaitFor(() => !Processes().Any(words => words.Contains("86396.5", StringComparison.Ordinal)));
        AssertNothingLeft();
    }

    [Fact]
    public void Interrupted_at_any_moment_it_leaves_nothing_and_the_next_run_goes_on()
    {
        int interrupted = 0;
        foreach (int milliseconds in (int[])[0, 60, 140, 220, 300, 400, 550, 750, 1000, 1500])
        {
            using Process process = StartInAGroup();
            Thread.Sleep(milliseconds);
            Interrupt(process);
            Assert.Contains(process.ExitCode, (int[])[0, 130]);
            interrupted += process.ExitCode == 130 ? 1 : 0;
            AssertNothingLeft();
            stage.Demand("nuka store verify");
        }

        Assert.NotEqual(0, interrupted);
        Assert.Equal(ArchiveStage.Good, stage.Demand(ArchiveStage.Exec));
    }

    [Fact]
    public void On_a_full_disk_every_phase_says_so_and_with_room_it_goes_on()
    {
        const int Smallest = 100;
        const int Largest = 40_000;
        int failed = 0;
        HashSet<string> codes = [];
        stage.Stage.Write("address", stage.Server.Address);
        for (int kibibytes = Smallest; ; kibibytes += Math.Max(150, kibibytes / 6))
        {
            Assert.True(kibibytes < Largest, "it never fits");
            CommandResult result = stage.Run(OnASmallDisk(kibibytes));
            string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.True(result.ExitCode == 0 && lines[^1] == "tool 1.0", $"{kibibytes}: {result}");
            if (lines[0] == "code 0")
            {
                break;
            }

            failed++;
            string error = result.Error.Split('\n').First(line => line.StartsWith("error[", StringComparison.Ordinal));
            codes.Add(error[6..error.IndexOf(']', StringComparison.Ordinal)]);
            Assert.True(lines[0] == "code 125", $"{kibibytes}: {result}");
        }

        Assert.True(failed > 3, $"{failed}");
        Assert.All(codes, code => Assert.EndsWith("/disk-full", code, StringComparison.Ordinal));
    }

    [Fact]
    public void A_lock_that_does_not_fit_beside_the_project_leaves_the_old_one()
    {
        stage.Demand(ArchiveStage.Exec);
        stage.Stage.Write("other/eka.toml", "[system]\npackages = [\"tool\"]\n");
        string line = "mkdir -p full && mount -t tmpfs -o size=16k,mode=755 none full && cp other/eka.toml full/ && dd if=/dev/zero of=full/filler bs=1k 2>/dev/null; "
            + "nuka -C full exec tool; echo code $?; ls -A full; rm full/filler; nuka -C full exec tool";
        CommandResult result = stage.Run(InANamespace(line));
        Assert.True(result.Output == "code 125\neka.toml\nfiller\ntool 1.0\n", result.ToString());
        Assert.Contains("/disk-full]: ", result.Error, StringComparison.Ordinal);
    }

    /// <summary>The state on a file system of some size: a run, what it returned, a look at the store, and a run with room.</summary>
    private static string OnASmallDisk(int kibibytes)
    {
        string size = kibibytes.ToString(CultureInfo.InvariantCulture);
        const string Add = "nuka source add archive $(cat address) stable main --keyring good.gpg 2>/dev/null";
        return InANamespace($"mkdir -p small && mount -t tmpfs -o size={size}k,mode=700 none small && export NUKA_STATE=$PWD/small && rm -f project/eka.lock; "
            + $"{Add}; nuka -C project exec tool >out; echo code $?; mount -o remount,size=64m none $PWD/small; nuka source list | grep -q archive || {Add}; "
            + "nuka store verify >verified || { cat verified; exit 8; }; nuka -C project exec tool");
    }

    private static string InANamespace(string line) => $"exec unshare -Urm sh -c '{line}'";

    private Process StartInAGroup(string program = "tool")
    {
        Process process = stage.Start($"exec setsid nuka -C project exec {program}");
        WaitFor(() => process.HasExited || GroupOf(process.Id) == process.Id);
        return process;
    }

    // The fifth field of proc(5)'s stat, counted from behind the name, which may hold anything.
    private static int GroupOf(int id)
    {
        string stat = File.ReadAllText($"/proc/{id}/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[2], CultureInfo.InvariantCulture);
    }

    private void AssertInterrupted(Process process)
    {
        Interrupt(process);
        string errors = process.StandardError.ReadToEnd();
        Assert.True(process.ExitCode == 130 && errors.Contains(Interrupted, StringComparison.Ordinal), $"{process.ExitCode} {errors}");
        AssertNothingLeft();
        Assert.False(File.Exists(Path.Join(stage.Stage.Work, "project/eka.lock")));
        stage.Server.Fault = _ => new ServerFault();
        Assert.Equal(ArchiveStage.Good, stage.Demand(ArchiveStage.Exec));
    }

    private static void Interrupt(Process process)
    {
        // As a terminal does it: to the whole group.
        Process.Start("kill", ["-s", "INT", "--", $"-{process.Id}"]).WaitForExit();
        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(5)), "it did not end");
    }

    private void AssertNothingLeft()
    {
        WaitFor(() => !Processes().Any(words => words.Contains(stage.Stage.Directory, StringComparison.Ordinal)));
        Assert.DoesNotContain(stage.Stage.Directory, File.ReadAllText("/proc/self/mounts"), StringComparison.Ordinal);
        string work = Path.Join(stage.Stage.State, "work-v1");
        Assert.Empty(Directory.Exists(work) ? Directory.GetFileSystemEntries(work) : []);
    }

    /// <summary>The command lines and environments of all processes that can be looked at.</summary>
    private static IEnumerable<string> Processes()
    {
        foreach (string directory in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(path[^1])))
        {
            string words;
            try
            {
                words = File.ReadAllText($"{directory}/cmdline").Replace('\0', ' ') + "\n" + File.ReadAllText($"{directory}/environ");
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                continue;
            }

            yield return words;
        }
    }

    private static void WaitFor(Func<bool> condition)
    {
        for (int round = 0; round < Rounds; round++)
        {
            if (condition())
            {
                return;
            }

            Thread.Sleep(RoundMilliseconds);
        }

        Assert.Fail("it never came about");
    }
}

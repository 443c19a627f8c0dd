using System.Diagnostics;
using System.Runtime.InteropServices;
using Nuka.Graft.Tests.Sources;
using Nuka.Scenarios.Archives;

namespace Nuka.Scenarios;

/// <summary>Several commands at once on one state directory.</summary>
[Collection("archives")]
[Trait("tier", "sample")]
public sealed class CrowdTests(SigningKeys keys) : IDisposable
{
    private const int Collections = 8;

    /// <summary>
    /// Runs a command where the launcher's own call for a user and a mount namespace is refused, as profiles of some distributions do; the numbers are
    /// those of x86-64.
    /// </summary>
    private const string NoOwnNamespace =
        "my $f = pack('SCCL' x 6, 0x20,0,0,0, 0x15,0,3,272, 0x20,0,0,16, 0x15,0,1,0x10020000, 6,0,0,0x50001, 6,0,0,0x7fff0000);"
        + "syscall(157, 38, 1, 0, 0, 0) == 0 or die 1; syscall(317, 1, 0, my $p = pack('Sx6P', 6, $f)) == 0 or die 2; exec @ARGV";

    private readonly ArchiveStage stage = new(keys);

    public void Dispose() => stage.Dispose();

    [Fact]
    public void Several_on_an_empty_store_all_succeed()
    {
        Process[] runs = [.. Enumerable.Range(0, 4).Select(_ => stage.Start("exec " + ArchiveStage.Exec))];
        foreach (Process run in runs)
        {
            (int code, string output, string errors) = End(run);
            Assert.True(code == 0 && output == ArchiveStage.Good, $"{code} {output}{errors}");
        }

        Assert.Equal(ArchiveStage.Good, stage.Demand("nuka -C project exec --locked tool"));
        stage.Demand("nuka store verify");
    }

    [Fact]
    public void Each_of_several_that_change_one_project_keeps_what_the_others_changed()
    {
        string[] names = [.. Enumerable.Range(0, 6).Select(index => $"extra{index}")];
        stage.Archive.Packages.AddRange(names.Select(name => new SmallPackage(name)));
        stage.Archive.Publish();
        stage.Demand("nuka -C project lock");
        string[] commands = [.. names.Select(name => $"add {name}"), "remove tool", "update"];
        Process[] runs = [.. commands.Select(command => stage.Start($"exec nuka -C project {command}"))];
        foreach (Process run in runs)
        {
            (int code, string output, string errors) = End(run);
            Assert.True(code == 0, $"{code} {output}{errors}");
        }

        string manifest = File.ReadAllText(Path.Join(stage.Stage.Work, "project/eka.toml"));
        string locked = File.ReadAllText(Path.Join(stage.Stage.Work, "project/eka.lock"));
        Assert.All(names, name => Assert.Contains($"\"{name}\"", manifest, StringComparison.Ordinal));
        Assert.All(names, name => Assert.Contains($"name = \"{name}\"", locked, StringComparison.Ordinal));
        Assert.DoesNotContain("\"tool\"", manifest + locked, StringComparison.Ordinal);
        stage.Demand("nuka -C project exec --locked true");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_a_running_program_uses_is_not_collected_and_is_afterwards(bool asOneView)
    {
        Assert.SkipWhen(asOneView && RuntimeInformation.ProcessArchitecture != Architecture.X64, "the filter's numbers are those of x86-64");
        AddExtra();
        stage.Stage.Write("filter.pl", NoOwnNamespace);
        string nuka = asOneView ? "perl filter.pl nuka" : "nuka";
        stage.Demand("mkfifo fifo");
        Process run = stage.Start($"exec {nuka} -C project exec -p extra extra <fifo");
        // Opened only once the program's side is: nuka itself does not read.
        using (StreamWriter tell = new(Path.Join(stage.Stage.Work, "fifo")))
        {
            Assert.Equal("ready", run.StandardOutput.ReadLine());
            for (int round = 0; round < Collections; round++)
            {
                stage.Demand("nuka gc");
            }

            tell.WriteLine("go on");
        }

        (int code, string output, string errors) = End(run);
        Assert.True(code == 0 && output == "extra data\nend\n", $"{code} {output}{errors}");
        Assert.DoesNotContain("removed 0 trees", stage.Demand("nuka gc"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_download_stays_as_long_as_the_tree_that_was_made_from_it()
    {
        AddExtra();
        Assert.Equal(ArchiveStage.Good, stage.Demand(ArchiveStage.Exec));
        stage.Demand("echo go | nuka -C project exec -p extra extra");
        int all = Downloads().Length;
        stage.Demand("touch $NUKA_STATE/downloads-v1/sha256/unfinished.part");
        Assert.Contains("\"downloadsRemoved\":2,", stage.Demand("nuka gc --dry-run --json"), StringComparison.Ordinal);
        Assert.Equal(all + 1, Downloads().Length);
        stage.Demand("nuka gc");
        Assert.Equal(all - 1, Downloads().Length);
        stage.Demand("nuka gc");
        Assert.Equal(all - 1, Downloads().Length);
        Assert.Equal(ArchiveStage.Good, stage.Demand("nuka --offline -C project exec tool"));
    }

    [Fact]
    public void Starts_and_collections_in_turn_never_lose_what_the_other_needs()
    {
        AddExtra();
        stage.Demand("nuka source update");
        Process collecting = stage.Start("n=0; while [ ! -e stop ]; do nuka gc >/dev/null || exit; n=$((n + 1)); done; echo $n");
        for (int round = 0; round < Collections; round++)
        {
            CommandResult result = stage.Run("echo go | nuka -C project exec -p extra extra");
            Assert.True(result.ExitCode == 0 && result.Output == "ready\nextra data\nend\n", $"{round}: {result}");
            Assert.Equal(ArchiveStage.Good, stage.Demand(ArchiveStage.Exec));
        }

        stage.Stage.Write("stop", "");
        (int code, string output, string errors) = End(collecting);
        Assert.True(code == 0 && output != "0\n", $"{code} {output}{errors}");
        stage.Demand("nuka store verify");
    }

    private string[] Downloads() => Directory.GetFiles(Path.Join(stage.Stage.State, "downloads-v1/sha256"));

    private void AddExtra()
    {
        stage.Archive.Packages.Add(new SmallPackage("extra")
        {
            Texts = new Dictionary<string, string>
            {
                ["usr/bin/extra"] = "#!/bin/sh\necho ready\nread line\ncat /usr/share/extra/data || exit 9\necho end\n",
                ["usr/share/extra/data"] = "extra data\n",
            },
        });
        stage.Archive.Publish();
    }

    private static (int Code, string Output, string Errors) End(Process process)
    {
        using (process)
        {
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, errors.Result);
        }
    }
}

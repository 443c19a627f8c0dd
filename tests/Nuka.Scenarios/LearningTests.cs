using System.Diagnostics;
using Nuka.Graft.Tests.Sources;
using Nuka.Scenarios.Archives;

namespace Nuka.Scenarios;

/// <summary>What <c>lock --try</c> learns, how it is dropped again, and what is left of a trial that was killed.</summary>
[Collection("archives")]
[Trait("tier", "sample")]
public sealed class LearningTests : IDisposable
{
    private const string Wanting = "nuka -C project lock --try sh -c 'extra; clash; nowhere; extra'";
    private readonly ArchiveStage stage;

    public LearningTests(SigningKeys keys)
    {
        stage = new ArchiveStage(keys);
        stage.Archive.Packages.Add(Program("extra", ""));
        stage.Archive.Packages.Add(Program("clash", "Conflicts: tool\n"));
        stage.Archive.Publish();
    }

    public void Dispose() => stage.Dispose();

    [Fact]
    public void What_conflicts_or_does_not_exist_is_left_out_with_a_note_and_the_rest_is_added_and_named_before_it_is_fetched()
    {
        CommandResult result = stage.Run(Wanting);
        Assert.True(result.ExitCode == 0, result.ToString());
        string[] said = result.Error.Split('\n');
        Assert.Contains(said, line => line.StartsWith("bin:clash is left out, it cannot be had together with the rest: ", StringComparison.Ordinal));
        Assert.Contains("adding extra for bin:extra: sh: 1: extra: not found", said);
        Assert.Contains("no archive has bin:nowhere, which (sh -c extra; clash; nowhere; extra) asks for", said);
        Assert.Contains("learned bin:extra: sh: 1: extra: not found", said);
        Assert.Equal("extra\n", stage.Demand("nuka -C project exec --locked extra"));
        Assert.DoesNotContain("bin:clash", Lock, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nuka -C project remove extra")]
    [InlineData("nuka -C project remove bin:extra")]
    [InlineData("nuka -C project lock --prune")]
    public void What_was_learned_goes_when_it_is_removed_or_the_lock_is_pruned(string command)
    {
        stage.Demand(Wanting);
        stage.Demand("nuka -C project lock");
        Assert.Contains("bin:extra", Lock, StringComparison.Ordinal);
        string manifest = File.ReadAllText(Path.Join(stage.Stage.Work, "project/eka.toml"));
        stage.Demand(command);
        Assert.DoesNotContain("extra", Lock, StringComparison.Ordinal);
        Assert.Equal(manifest, File.ReadAllText(Path.Join(stage.Stage.Work, "project/eka.toml")));
        Assert.Equal(ArchiveStage.Good, stage.Demand("nuka -C project exec --locked tool"));
    }

    [Fact]
    public void A_trial_that_is_killed_leaves_nothing_running_and_its_plan_goes_with_the_next()
    {
        Process trial = stage.Start("exec nuka -C project lock --try sh -c 'while :; do echo x >>alive; sleep 0.05; done'");
        string alive = Path.Join(stage.Stage.Work, "project/alive");
        Assert.True(SpinWait.SpinUntil(() => File.Exists(alive) || trial.HasExited, TimeSpan.FromMinutes(1)) && !trial.HasExited);
        trial.Kill();
        trial.WaitForExit();
        Thread.Sleep(500);
        long length = new FileInfo(alive).Length;
        Thread.Sleep(1000);
        Assert.Equal(length, new FileInfo(alive).Length);
        stage.Demand("nuka -C project lock --try true");
        Assert.Empty(Directory.GetFileSystemEntries(Path.Join(stage.Stage.State, "work-v1")));
    }

    private string Lock => File.ReadAllText(Path.Join(stage.Stage.Work, "project/eka.lock"));

    private static SmallPackage Program(string name, string fields) => new(name)
    {
        Texts = new Dictionary<string, string> { [$"usr/bin/{name}"] = $"#!/bin/sh\necho {name}\n" },
        Fields = fields,
    };
}

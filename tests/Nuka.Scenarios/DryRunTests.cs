using Nuka.Graft.Tests.Sources;
using Nuka.Scenarios.Archives;

namespace Nuka.Scenarios;

/// <summary>What commands foresee from a real archive, and that they leave nothing behind.</summary>
[Collection("archives")]
[Trait("tier", "sample")]
public sealed class DryRunTests(SigningKeys keys) : IDisposable
{
    private const string Everything = "find $NUKA_STATE project -not -name '*-shm' -printf '%p %y %s %T@ %l\\n' | LC_ALL=C sort";

    private static readonly string[] Commands =
    [
        "exec --dry-run tool", "exec --explain tool", "exec --run --dry-run tool", "exec -p extra --dry-run extra", "shell --explain", "lock --dry-run",
        "lock --replace tool --dry-run", "update --dry-run", "env --dry-run", "add extra --dry-run", "remove tool --dry-run", "search tool --dry-run",
        "source update --dry-run", "gc --dry-run",
    ];

    private readonly ArchiveStage stage = new(keys);

    public void Dispose() => stage.Dispose();

    [Fact]
    public void The_packages_are_foreseen_and_nothing_is_kept_of_it()
    {
        stage.Archive.Packages.Add(new SmallPackage("extra") { Texts = new Dictionary<string, string> { ["usr/bin/extra"] = "#!/bin/sh\n" } });
        stage.Archive.Publish();
        RunAll(before: "nothing was fetched");
        Assert.Equal(ArchiveStage.Good, stage.Demand(ArchiveStage.Exec));
        RunAll(before: "everything was");
        string why = stage.Demand("nuka -C project why tool --json");
        Assert.StartsWith("[{\"chain\":[\"tool\"],\"asked\":[{\"file\":\"eka.toml\",\"line\":2,\"token\":\"tool\"}", why, StringComparison.Ordinal);
    }

    private void RunAll(string before)
    {
        string kept = stage.Demand(Everything);
        foreach (string command in Commands)
        {
            CommandResult result = stage.Run($"nuka -C project {command}");
            Assert.True(result.ExitCode == 0, $"{before}: {command}\n{result}");
            Assert.True(kept == stage.Demand(Everything), $"{before}: {command} changed\n{kept}\nto\n{stage.Demand(Everything)}");
        }

        Assert.Contains("tool 1.0\n", stage.Demand("nuka -C project exec --dry-run tool"), StringComparison.Ordinal);
    }
}

using Nuka.Cli.Frame;

namespace Nuka.Cli.Tests.Commands;

public sealed class GrantTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("nuka-grant-").FullName;

    public GrantTests() => File.WriteAllText(Path.Join(_directory, "eka.toml"), "[permissions]\ndevice = [\"gpu\"]\n");

    public void Dispose()
    {
        Directory.Delete(_directory, recursive: true);
        if (Directory.Exists(State))
        {
            Directory.Delete(State, recursive: true);
        }
    }

    [Fact]
    public void What_is_requested_is_granted_once_and_taken_back_whole()
    {
        Assert.Equal("+ device=gpu\n", Run().Output);
        Assert.Equal("  device=gpu\n", Run().Output);
        Assert.Equal("- device=gpu\n", Run("--revoke").Output);
        Assert.Equal("+ device=gpu\n", Run("--dry-run").Output);
    }

    [Fact]
    public void A_path_that_does_not_exist_is_granted_with_a_word_about_it()
    {
        File.WriteAllText(Path.Join(_directory, "eka.toml"), $"[permissions]\npath = [\"{_directory}-absent:ro\"]\n");
        CommandLineRun run = CommandLineRun.Of("-C", _directory, "--state", State, "grant");
        Assert.Equal((0, $"+ path={_directory}-absent:ro\n"), (run.ExitCode, run.Output));
        Assert.StartsWith($"{_directory}-absent does not exist", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dry_run_grants_nothing()
    {
        Run("--dry-run");
        Assert.Equal("+ device=gpu\n", Run("--dry-run").Output);
        Assert.False(Directory.Exists(Path.Join(State, "grants-v1")));
    }

    [Fact]
    public void A_project_without_a_lock_cannot_say_why()
    {
        CommandLineRun run = CommandLineRun.Of("-C", _directory, "--state", State, "why", "libcairo2");
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.StartsWith("error[cli/no-lock]: ", run.Error, StringComparison.Ordinal);
    }

    private string State => _directory + "-state";

    private CommandLineRun Run(params string[] words)
    {
        CommandLineRun run = CommandLineRun.Of(["-C", _directory, "--state", State, "grant", .. words]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return run;
    }
}

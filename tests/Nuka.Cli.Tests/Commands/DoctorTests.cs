using System.Text.Json;
using Nuka.Cli.Frame;

namespace Nuka.Cli.Tests.Commands;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DoctorTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("nuka-doctor-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Without_programs_each_missing_one_is_named_with_its_cure()
    {
        CommandLineRun run = Run(path: _directory);
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("NO  bwrap", run.Output, StringComparison.Ordinal);
        Assert.Contains("cure: apt-get install bubblewrap", run.Output, StringComparison.Ordinal);
        Assert.Contains("cure: apt-get install gpgv", run.Output, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }

    [Fact]
    public void A_program_that_does_not_start_is_as_good_as_missing()
    {
        string broken = Path.Join(_directory, "gpgv");
        File.WriteAllText(broken, "#!/bin/sh\nexit 3\n");
        File.SetUnixFileMode(broken, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Matches($"NO  gpgv +{broken} does not start", Run(path: _directory).Output);
    }

    [Fact]
    public void The_same_for_programs_is_one_json_list()
    {
        using JsonDocument json = JsonDocument.Parse(Run(_directory, "--json").Output);
        JsonElement bwrap = json.RootElement.EnumerateArray().Single(finding => finding.GetProperty("name").GetString() == "bwrap");
        Assert.Equal("missing", bwrap.GetProperty("standing").GetString());
        Assert.Equal("apt-get install bubblewrap", bwrap.GetProperty("cure").GetString());
    }

    [Fact]
    public void A_machine_without_sources_is_told_how_to_add_one() =>
        Assert.Contains("cure: nuka source add --help", Run(path: _directory).Output, StringComparison.Ordinal);

    [Fact]
    public void A_state_directory_that_others_can_write_is_refused_with_the_cure()
    {
        string state = Directory.CreateDirectory(Path.Join(_directory, "state")).FullName;
        File.SetUnixFileMode(state, (UnixFileMode)0b111_111_111);
        Assert.Contains($"cure: chmod go-w {state}", Run(_directory, "--state", state).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_changed()
    {
        Run(_directory, "--state", Path.Join(_directory, "state"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory));
    }

    private static CommandLineRun Run(string path, params string[] words) => CommandLineRun.With(
        host => host with { Environment = host.Environment.SetItem("PATH", path).SetItem("NUKA_APT", path) },
        ["doctor", .. words]);
}

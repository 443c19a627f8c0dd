using Nuka.Cli.Diagnosis;
using Nuka.Cli.Frame;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Projects.Manifests;

namespace Nuka.Cli.Tests.Commands;

/// <summary>Directories that commands are started in and that are not as they should be, and what is said of them.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ProjectDirectoryTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("nuka-project-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_working_directory_that_was_removed_is_said_to_be_and_another_can_be_named()
    {
        foreach (string line in (string[])["exec true", "shell", "why x", "lock", "-C here lock", "--state here store stats"])
        {
            CommandLineRun run = Run(null, line);
            Assert.StartsWith("error[cli/no-working-directory]: ", run.Error, StringComparison.Ordinal);
            Assert.NotEqual(0, run.ExitCode);
        }

        Assert.StartsWith("error[cli/no-lock]: ", Run(null, $"-C {_directory} why x").Error, StringComparison.Ordinal);
        Assert.Equal(0, Run(null, "runtime list").ExitCode);
    }

    [Fact]
    public void A_path_that_is_not_utf8_is_named_as_the_reason()
    {
        string path = Path.Join(_directory, "caf\uFFFD");
        Assert.StartsWith("error[projects/path-not-utf8]: ", Run(path, "exec true").Error, StringComparison.Ordinal);
        Assert.StartsWith("error[projects/path-not-utf8]: ", Run(path, "lock").Error, StringComparison.Ordinal);
        Assert.Contains("is UTF-8", Run("/", $"-C {path} lock").Error, StringComparison.Ordinal);
        Directory.CreateDirectory(path); // The replacement character is a character like others where it stands in a name.
        Assert.StartsWith("error[cli/no-lock]: ", Run(path, "why x").Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../tools/thing")]
    [InlineData("{0}/tools/thing")]
    [Trait("tier", "sample")]
    public void A_program_outside_the_project_is_named_with_how_to_run_it(string typed)
    {
        string project = Directory.CreateDirectory(Path.Join(_directory, "project")).FullName;
        string tools = Directory.CreateDirectory(Path.Join(_directory, "tools")).FullName;
        File.WriteAllText(Path.Join(tools, "thing"), "#!/bin/sh\n");
        string program = typed.Replace("{0}", _directory, StringComparison.Ordinal);
        CommandLineRun run = Run(project, $"--state {_directory}/state exec --dry-run {program}");
        Assert.Equal(
            (127, $"""
            error[projects/program-outside]: {tools}/thing lies outside the project, where its sandbox shows nothing
              the project is {project}
            hint: run it where it lies   try: nuka -C {tools} exec ./thing
            hint: or show it to this project   try: nuka exec --allow path={tools}:ro {tools}/thing

            """),
            (run.ExitCode, run.Error));
        foreach (string shown in new[] { $"--allow path={tools} {program}", $"{program}-that-is-not-there", "/usr/bin/env" })
        {
            Assert.DoesNotContain("program-outside", Run(project, $"--state {_directory}/state --offline exec --dry-run {shown}").Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_program_in_the_private_home_is_not_outside()
    {
        string project = Directory.CreateDirectory(Path.Join(_directory, "project")).FullName;
        string home = Directory.CreateDirectory(Path.Join(_directory, "home")).FullName;
        File.WriteAllText(Path.Join(home, "tool"), "#!/bin/sh\n");
        CommandLineRun Start() => CommandLineRun.With(
            host => host with { WorkingDirectory = project, Environment = host.Environment.SetItem("HOME", home) },
            "--state", $"{_directory}/state", "--offline", "exec", "--dry-run", $"{home}/tool");
        Assert.StartsWith("error[projects/program-outside]: ", Start().Error, StringComparison.Ordinal);
        string inner = Path.Join(new Nuka.Platform.State.StateDirectory($"{_directory}/state").Project(Nuka.Environments.Permissions.ProjectKey.Of(project)), "home");
        Directory.CreateDirectory(inner);
        File.WriteAllText(Path.Join(inner, "tool"), "#!/bin/sh\n");
        Assert.DoesNotContain("program-outside", Start().Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_no_project_can_be_the_one_of_the_program_is_named()
    {
        File.WriteAllText(Path.Join(_directory, "thing"), "");
        CommandLineRun run = Run("/", $"--state {_directory}/state exec {_directory}/thing");
        Assert.Equal(125, run.ExitCode);
        Assert.EndsWith($"hint: run it where it lies   try: nuka -C {_directory} exec ./thing\n", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("or name it   try: nuka -C DIR …\n", Run("/", $"--state {_directory}/state exec thing").Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exec --json true", "nuka exec")]
    [InlineData("shell --json", "nuka shell")]
    public void What_a_program_prints_is_no_json_of_nuka(string line, string command)
    {
        CommandLineRun run = Run(_directory, line);
        Assert.StartsWith($"error[cli/no-json]: `{command}` has no JSON to print\n", run.Error, StringComparison.Ordinal);
        Assert.Contains($"hint: try: {command} --explain --json …\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_explanation_shows_control_characters_of_the_path_as_text()
    {
        File.WriteAllText(Path.Join(_directory, "bwrap"), "");
        string project = Directory.CreateDirectory(Path.Join(_directory, "a\u001b[31m\nb")).FullName;
        CommandLineRun run = Run(project, "exec --explain true");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith($"{_directory}/a\\u{{1b}}[31m\\u{{a}}b (read and write)", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Fact]
    public void A_project_that_cannot_be_written_is_not_called_the_state_directory()
    {
        NukaException refused = Assert.Throws<NukaException>(() => ProjectFile.Write("/sys", () => AtomicFile.Write("/sys/eka.lock", "x"u8)));
        Assert.Equal(("projects/not-writable", "/sys cannot be written"), (refused.Problem.Code, refused.Problem.Message));
        refused = Assert.Throws<NukaException>(() => ProjectFile.Write("/p", () => throw new FileError("write", "eka.lock", ErrorNumbers.NoSpace)));
        Assert.Equal("projects/disk-full", refused.Problem.Code);
        Assert.All([.. refused.Problem.Hints, .. refused.Problem.Reasons], text => Assert.DoesNotContain("state", text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_doctor_tries_the_device_that_slirp4netns_needs()
    {
        Assert.Null(ProgramChecks.Tunnel("/dev/null"));
        Finding finding = ProgramChecks.Tunnel(Path.Join(_directory, "tun"))!;
        Assert.Equal(("slirp4netns", Standing.Reduced), (finding.Name, finding.Standing));
        Assert.Contains("modprobe tun", finding.Cure, StringComparison.Ordinal);
    }

    private CommandLineRun Run(string? standing, string line) => CommandLineRun.With(
        host => host with
        {
            WorkingDirectory = standing,
            Environment = host.Environment.SetItem("PATH", _directory).SetItem("NUKA_APT", _directory).SetItem("TMPDIR", "/tmp"),
        },
        line.Split(' '));
}

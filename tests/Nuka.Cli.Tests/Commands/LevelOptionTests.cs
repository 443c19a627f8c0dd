namespace Nuka.Cli.Tests.Commands;

/// <summary>What <c>--cpu</c> says of levels that there are not, or that the machine does not have; the machine is a file.</summary>
public sealed class LevelOptionTests : IDisposable
{
    private readonly string top = Directory.CreateTempSubdirectory("nuka-level-").FullName;

    public void Dispose() => Directory.Delete(top, recursive: true);

    [Fact]
    public void An_unknown_level_is_told_with_those_that_there_are()
    {
        Assert.SkipUnless(System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64, "levels of x86-64");
        foreach (string command in (string[])["install", "build", "eval"])
        {
            CommandLineRun run = Run(command, "x86-64-v5");
            Assert.Equal(1, run.ExitCode);
            Assert.Contains("packages/unknown-level", run.Error, StringComparison.Ordinal);
            Assert.Contains("x86-64-v1, x86-64-v2, x86-64-v3, x86-64-v4", run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_level_that_the_machine_does_not_have_is_not_installed()
    {
        Assert.SkipUnless(System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64, "levels of x86-64");
        CommandLineRun run = Run("install", "x86-64-v3");
        Assert.Contains("packages/level-not-here", run.Error, StringComparison.Ordinal);
        Assert.Contains("it runs x86-64-v1, x86-64-v2", run.Error, StringComparison.Ordinal);
    }

    private CommandLineRun Run(string command, string level)
    {
        string file = Path.Combine(top, "cpuinfo");
        File.WriteAllText(file, "flags : cx16 lahf_lm popcnt pni sse4_1 sse4_2 ssse3\n");
        File.WriteAllText(Path.Combine(top, "tool.nu"), "");
        return CommandLineRun.With(host => host with { WorkingDirectory = top, ProcessorFile = file }, command, "./tool.nu", "--cpu", level, "--state", Path.Combine(top, "state"));
    }
}

using System.Diagnostics;

namespace Nuka.Content.Tests.Hashing;

/// <summary>The vectors again, in processes that believe to be on a lesser machine: the forms that run anywhere are executed too.</summary>
public sealed class Blake3MachineTests
{
    [Theory]
    [Trait("tier", "sample")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableAVX")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public void A_machine_without_these_instructions_computes_the_same(string variable)
    {
        string[] classes = ["-class", typeof(Blake3VectorTests).FullName!, "-class", typeof(Blake3PathTests).FullName!];
        ProcessStartInfo start = new(Environment.ProcessPath!, ["-noLogo", "-noColor", .. classes]) { RedirectStandardOutput = true };
        start.Environment[variable] = "0";
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
        Assert.Matches("Total: [1-9][0-9]", output);
        Assert.Contains("Failed: 0, Skipped: 0", output, StringComparison.Ordinal);
    }
}

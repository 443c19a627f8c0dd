using System.Diagnostics;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Sandbox.Tests.Starting;

/// <summary>The lease protocol in every interleaving, by spin; and the model is shown to find each rule that is broken.</summary>
public sealed class LeaseModelTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("nuka-model-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [InlineData("", true)]
    [InlineData("-DCHECK_BEFORE_LOCK", false)]
    [InlineData("-DREMOVE_BEFORE_UNLINK", false)]
    [InlineData("-DNO_STORE_LOCK", false)]
    [InlineData("-DGAP_AT_EXEC", false)]
    [InlineData("-DLEASE_BEFORE_CONTENT", false)]
    [Trait("tier", "sample")]
    public void The_protocol_holds_and_no_rule_of_it_can_be_spared(string broken, bool holds)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/spin") && File.Exists("/usr/bin/gcc"), "needs the model checker (Debian: spin, gcc)");
        string model = Path.Combine(Checkout.Directory, "specs/models/lease.pml");
        Outcome outcome = Processes.Run(new ProcessStartInfo(
            "sh", ["-c", $"spin {broken} -a '{model}' && gcc -O1 -DSAFETY -o pan pan.c && ./pan -m100000"])
        {
            WorkingDirectory = directory,
        });
        Assert.Contains("invalid end states\t+", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("max search depth too small", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(holds, outcome.Output.Contains("errors: 0", StringComparison.Ordinal));
    }
}

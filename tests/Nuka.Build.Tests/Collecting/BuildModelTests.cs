using System.Diagnostics;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Build.Tests.Collecting;

/// <summary>Builds beside collections in every interleaving, by spin; and the model is shown to find each rule that is broken.</summary>
[Trait("tier", "sample")]
public sealed class BuildModelTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("nuka-model-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [InlineData("", true)]
    [InlineData("-DNO_STORE_LOCK", false)]
    [InlineData("-DNO_LEASE", false)]
    [InlineData("-DNO_NOTE", false)]
    [InlineData("-DINDEX_BEFORE_FILES", false)]
    [InlineData("-DRECORD_BEFORE_TREE", false)]
    [InlineData("-DFILES_BEFORE_INDEX", false)]
    [InlineData("-DRECORDS_STAY", false)]
    public void Builds_and_collections_do_not_harm_each_other_and_no_rule_can_be_spared(string broken, bool holds)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/spin") && File.Exists("/usr/bin/gcc"), "needs the model checker (Debian: spin, gcc)");
        string model = Path.Combine(Checkout.Directory, "specs/models/build.pml");
        Outcome outcome = Processes.Run(new ProcessStartInfo("sh", ["-c", $"spin {broken} -a '{model}' && gcc -O1 -DSAFETY -o pan pan.c && ./pan -m1000000"])
        {
            WorkingDirectory = directory,
        });
        Assert.Contains("invalid end states\t+", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("max search depth too small", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(holds, outcome.Output.Contains("errors: 0", StringComparison.Ordinal));
    }
}

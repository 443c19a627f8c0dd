namespace Nuka.Cli.Tests.Commands;

/// <summary>What <c>nuka remove</c> leaves of a manifest.</summary>
public sealed class RemoveTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("nuka-remove-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("[system]\npackages = [\"jq\"]\n", "")]
    [InlineData("[system]\npackages = [\n  \"jq\",\n]\n", "")]
    [InlineData("# ours\n\n[system]\npackages = [\"jq\"]\n\n[runtime]\nnode = \"18\"\n", "# ours\n\n[runtime]\nnode = \"18\"\n")]
    [InlineData("[system]\npackages = [\"jq\"]\nprivate = [\"jackd1\"]\n", "[system]\nprivate = [\"jackd1\"]\n")]
    [InlineData("[system]\npackages = [\"jq\", \"curl\"]\n", "[system]\npackages = [\"curl\"]\n")]
    [InlineData("[system]\npackages = [\"jq\"] # for a start\n", "[system]\npackages = [] # for a start\n")]
    [InlineData("# what we need\n[system]\npackages = [\"jq\"]\n", "# what we need\n[system]\n")]
    [InlineData("[system] # what we need\npackages = [\"jq\"]\n", "[system] # what we need\n")]
    [InlineData("[system]\n# the tools\npackages = [\"jq\"]\n", "[system]\n# the tools\npackages = []\n")]
    [InlineData("[system]\npackages = [\n  # a tool\n  \"jq\",\n]\n", "[system]\npackages = [\n  # a tool\n]\n")]
    [InlineData("system = { packages = [\"jq\"] }\n", "")]
    [InlineData("system.packages = [\"jq\"]\n", "")]
    public void A_list_and_a_table_with_nothing_in_them_go_and_comments_stay(string before, string after)
    {
        File.WriteAllText(Path.Join(_directory, "eka.toml"), before);
        CommandLineRun run = CommandLineRun.With(
            host => host with { WorkingDirectory = _directory }, "--state", Path.GetTempPath() + "no-such-state", "--dry-run", "remove", "jq", "--json");
        Assert.Equal((0, string.Empty), (run.ExitCode, run.Error));
        using var document = System.Text.Json.JsonDocument.Parse(run.Output);
        Assert.Equal(after, document.RootElement.GetProperty("text").GetString());
    }
}

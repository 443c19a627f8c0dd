using System.Text;
using System.Text.Json;
using Nuka.Build.Profiles;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Packages.Identity;
using Nuka.Platform.State;
using Nuka.Store;

namespace Nuka.Cli.Tests.Commands;

/// <summary>The commands of the profile, on one that was made by its room.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ProfileCommandsTests : IDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("nuka-profile-").FullName;

    public ProfileCommandsTests()
    {
        Directory.CreateDirectory(Path.Join(_state, "store-v1"));
        Install(("jq", "1.6"));
        Install(("jq", "1.7"), ("xz", "5.4"));
    }

    public void Dispose()
    {
        foreach (string directory in Directory.GetDirectories(_state, "*", SearchOption.AllDirectories).Prepend(_state))
        {
            File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Directory.Delete(_state, recursive: true);
    }

    [Fact]
    public void What_is_installed_is_listed_of_every_generation()
    {
        Assert.Equal("jq  1.7\nxz  5.4\n", Run("list").Output);
        Assert.Equal("jq  1.6\n", Run("list --generation 1").Output);
        Assert.Contains("build/no-generation", Run("list --generation 9").Error, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(Run("list --json").Output);
        Assert.Equal(["jq", "xz"], json.RootElement.EnumerateArray().Select(package => package.GetProperty("name").GetString()));
        Assert.StartsWith("bagaybqabdyq", json.RootElement[0].GetProperty("outputs").GetProperty("out").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Generations_are_shown_with_what_made_them_and_which_is_current()
    {
        string[] lines = Run("generations").Output.TrimEnd('\n').Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Matches(@"\A  1  \d{4}-\d\d-\d\d \d\d:\d\d  install jq\z", lines[0]);
        Assert.Matches(@"\A\* 2  .*  install jq xz\z", lines[1]);
    }

    [Fact]
    public void A_package_is_uninstalled_and_comes_back()
    {
        CommandLineRun foreseen = Run("uninstall xz --dry-run");
        Assert.Equal((0, "- xz 5.4\n"), (foreseen.ExitCode, foreseen.Output));
        Assert.Contains("nothing was changed", foreseen.Error, StringComparison.Ordinal);
        CommandLineRun done = Run("uninstall xz");
        Assert.Equal((0, "- xz 5.4\n"), (done.ExitCode, done.Output));
        Assert.Contains("generation 3 is current", done.Error, StringComparison.Ordinal);
        Assert.Equal("jq  1.7\n", Run("list").Output);
        Assert.Contains("would switch to generation 2", Run("rollback --dry-run").Error, StringComparison.Ordinal);
        Assert.Equal("jq  1.7\n", Run("list").Output);
        Assert.Contains("switched to generation 2", Run("rollback").Error, StringComparison.Ordinal);
        Assert.Equal("jq  1.7\nxz  5.4\n", Run("list").Output);
        Assert.Equal(0, Run("rollback 1").ExitCode);
        Assert.Equal("jq  1.6\n", Run("list").Output);
        Assert.Contains("switched to generation 4", Run("rollback").Error, StringComparison.Ordinal);
        Assert.Empty(Run("list").Output);
        Assert.Contains("build/no-generation", Run("rollback 9").Error, StringComparison.Ordinal);
        Assert.Equal(0, Run("rollback 1").ExitCode);
        Assert.Contains("did you mean `jq`?", Run("uninstall jp").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_collection_says_beforehand_exactly_what_goes_with_old_generations()
    {
        Dictionary<string, string> foreseen = Numbers("gc --keep 1 --dry-run --json");
        Assert.Equal("1", foreseen["generationsRemoved"]);
        Assert.NotEqual("0", foreseen["treesRemoved"]);
        Dictionary<string, string> without = Numbers("gc --dry-run --json");
        Assert.Equal(("0", "0"), (without["generationsRemoved"], without["treesRemoved"]));
        Assert.Equal("0", Numbers("gc --keep 2 --older-than 1h --dry-run --json")["generationsRemoved"]);
        Assert.Equal("0", Numbers("gc --older-than 30d --dry-run --json")["generationsRemoved"]);
        Dictionary<string, string> done = Numbers("gc --keep 1 --json");
        foreseen["dryRun"] = "False";
        Assert.Equal(foreseen, done);
        Assert.Equal("jq  1.7\nxz  5.4\n", Run("list").Output);
        Assert.Single(Run("generations").Output.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("gc --older-than 30")]
    [InlineData("gc --older-than d")]
    [InlineData("gc --older-than -1d")]
    [InlineData("gc --older-than 1.5d")]
    [InlineData("gc --older-than 99999999d")]
    [InlineData("gc --keep x")]
    [InlineData("gc --keep -1")]
    [Trait("tier", "sample")]
    public void An_age_or_a_number_that_is_none_is_refused(string words)
    {
        CommandLineRun run = Run(words);
        Assert.Equal(2, run.ExitCode);
        Assert.Equal(2, Run("generations").Output.TrimEnd('\n').Split('\n').Length);
    }

    private CommandLineRun Run(string words) => CommandLineRun.Of(["--state", _state, .. words.Split(' ')]);

    private Dictionary<string, string> Numbers(string words)
    {
        using JsonDocument json = JsonDocument.Parse(Run(words).Output);
        return json.RootElement.EnumerateObject().ToDictionary(field => field.Name, field => field.Value.ToString());
    }

    private void Install(params (string Name, string Version)[] packages)
    {
        StateDirectory state = new(_state);
        File.SetUnixFileMode(state.Store, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using ContentStore store = ContentStore.Open(new StoreOptions { Directory = state.Store, TimeProvider = TimeProvider.System });
        Profile profile = new(state.Profiles, "default", store, TimeProvider.System);
        InstalledPackage[] installed = [.. packages.Select(package => new InstalledPackage(
            package.Name, package.Version, new Pid(Blake3.Hash(Encoding.UTF8.GetBytes($"{package}"))), [("out", Put(store, package.Name, $"{package}"))], []))];
        profile.Apply(profile.PlanInstall(installed, [], $"install {string.Join(' ', packages.Select(package => package.Name))}"), new Shower(), default);
    }

    private static Digest Put(ContentStore store, string name, string content)
    {
        using TreeWriter writer = store.BeginTree();
        writer.AddFile(Encoding.UTF8.GetBytes($"usr/share/{name}"), executable: false, Encoding.UTF8.GetBytes(content));
        return writer.Commit();
    }

    private sealed class Shower : IProgramExposure
    {
        public ExposedProgram Expose(InstalledPackage package, string path, TreeEntry file) => ExposedProgram.AsItIs;
    }
}

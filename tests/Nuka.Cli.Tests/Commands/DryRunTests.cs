using System.Security.Cryptography;
using System.Text.Json;
using Nuka.Cli.Frame;

namespace Nuka.Cli.Tests.Commands;

/// <summary>What <c>--dry-run</c> and <c>--explain</c> leave behind: nothing, of any command, whether it could say what would be done or not.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DryRunTests : IDisposable
{
    private const string Unknown = "bagaybqabdyqbiofhffusuj3tpkuyv2nx2g7kj6aam7sdyxyrfchypfvgbz3qelq";

    private static readonly Dictionary<string, string> Arguments = new(StringComparer.Ordinal)
    {
        ["nuka exec"] = "true",
        ["nuka shell"] = "",
        ["nuka add"] = "jq",
        ["nuka remove"] = "tool",
        ["nuka lock"] = "--try make",
        ["nuka update"] = "",
        ["nuka outdated"] = "",
        ["nuka why"] = "tool",
        ["nuka grant"] = "",
        ["nuka eval"] = "tool.nu",
        ["nuka build"] = "./tool.nu",
        ["nuka log"] = "",
        ["nuka check"] = "tool.nu",
        ["nuka repl"] = ".",
        ["nuka env"] = "",
        ["nuka install"] = "tool.nu",
        ["nuka uninstall"] = "tool",
        ["nuka list"] = "",
        ["nuka rollback"] = "",
        ["nuka generations"] = "",
        ["nuka shell-setup"] = "bash",
        ["nuka key list"] = "",
        ["nuka key show"] = "",
        ["nuka key trust"] = "AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        ["nuka key forget"] = "alice",
        ["nuka export oci"] = "./tool.nu --file other.tar",
        ["nuka export devcontainer"] = "",
        ["nuka gc"] = "",
        ["nuka why-alive"] = "CID",
        ["nuka search"] = "tool",
        ["nuka info"] = "tool",
        ["nuka files"] = "tool",
        ["nuka owns"] = "/usr/bin/tool",
        ["nuka doctor"] = "",
        ["nuka explain"] = "disk-full",
        ["nuka completions"] = "bash",
        ["nuka store add"] = "other --root other",
        ["nuka store cat"] = "CID/file",
        ["nuka store ls"] = "CID",
        ["nuka store tree"] = "CID",
        ["nuka store verify"] = "--repair",
        ["nuka store view"] = "CID",
        ["nuka store export"] = "CID copy",
        ["nuka store import"] = "other/file",
        ["nuka store stats"] = "",
        ["nuka runtime list"] = "",
        ["nuka runtime info"] = "base",
        ["nuka source list"] = "",
        ["nuka source add"] = "ours file:///srv ./ --keyring other/file",
        ["nuka source remove"] = "ours",
        ["nuka source update"] = "",
    };

    private readonly string _directory = Directory.CreateTempSubdirectory("nuka-dry-").FullName;

    public DryRunTests()
    {
        Write("project/eka.toml", "[system]\npackages = [\"tool\"]\n\n[permissions]\ndevice = [\"gpu\"]\n");
        Write("project/other/file", "other\n");
        Write("kept/file", "kept\n");
        Directory.CreateDirectory(Path.Join(_directory, "tmp"));
        Directory.CreateDirectory(Path.Join(_directory, "apt"));
        string launcher = Path.Join(_directory, "bin/bwrap");
        Write("bin/bwrap", "#!/bin/sh\nexit 1\n");
        File.SetUnixFileMode(launcher, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private static IEnumerable<string> AllWords =>
        CommandNode.Root().All.Where(node => node.Command is { Children.IsEmpty: true }).Select(node => node.Words);

    public void Dispose()
    {
        foreach (string directory in Directory.GetDirectories(_directory, "*", SearchOption.AllDirectories).Prepend(_directory))
        {
            File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    [Trait("tier", "sample")]
    public void Nothing_is_written_where_there_is_no_state_yet()
    {
        Assert.All(AllWords.Select(words => Check(words, Unknown)), Assert.Empty);
        Assert.False(Directory.Exists(State));
    }

    [Fact]
    [Trait("tier", "sample")]
    public void Nothing_is_written_to_the_state_that_is_there()
    {
        string cid = Run("store add ../kept").Output.Trim();
        Assert.All(AllWords.Select(words => Check(words, cid)), Assert.Empty);
    }

    [Fact]
    [Trait("tier", "sample")]
    public void What_a_dry_run_prints_as_json_is_json()
    {
        string cid = Run("store add ../kept").Output.Trim();
        string[] silent = [.. AllWords.Where(words => !IsJson(Run($"{words[5..]} --dry-run --json {Typed(words, cid)}")))];
        Assert.Equal(["nuka shell-setup", "nuka store cat", "nuka completions"], silent);
    }

    [Fact]
    public void Removing_says_in_json_that_it_was_only_foreseen()
    {
        Assert.StartsWith("{\"dryRun\":true,", Run("gc --dry-run --json").Output, StringComparison.Ordinal);
        Assert.StartsWith("{\"dryRun\":false,", Run("gc --json").Output, StringComparison.Ordinal);
        Assert.Contains("\"changed\":true,\"packages\":[\"tool\",\"jq\"]", Run("add jq --dry-run --json").Output, StringComparison.Ordinal);
        Assert.Contains("\"packages\":[\"tool\"],\"private\":[\"tool=1.0\"]", Run("add --private tool=1.0 --dry-run --json").Output, StringComparison.Ordinal);
        Assert.Contains("error[projects/bad-manifest]", Run("add --private npm:tool --dry-run").Error, StringComparison.Ordinal);
        Assert.Contains("\"changed\":false,", Run("add tool --dry-run --json").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_explanation_makes_nothing_either()
    {
        Dictionary<string, string> before = Everything();
        CommandLineRun run = Run($"exec --explain --deny device=gpu --allow path={_directory}/kept:ro true");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(before, Everything());
    }

    [Fact]
    public void A_dry_run_names_the_tree_as_adding_it_does()
    {
        string foreseen = Run("store add other --dry-run").Output;
        Assert.Equal(foreseen, Run("store add other").Output);
        Assert.Equal(foreseen, Run("store add other --dry-run").Output);
    }

    private string State => Path.Join(_directory, "state");

    /// <summary>Runs one command dry.</summary>
    /// <returns>What is wrong with it; empty if nothing is.</returns>
    private string Check(string words, string cid)
    {
        Dictionary<string, string> before = Everything();
        CommandLineRun run = Run($"{words[5..]} --dry-run {Typed(words, cid)}");
        string[] changed = [.. before.Except(Everything()).Concat(Everything().Except(before)).Select(pair => pair.Key).Distinct()];
        bool understood = run.ExitCode != ExitCodes.Usage && !run.Error.Contains("error[nuka/", StringComparison.Ordinal);
        return !understood ? $"{words}: {run.Error}" : changed.Length > 0 ? $"{words} changed {string.Join(' ', changed)}" : "";
    }

    private static string Typed(string words, string cid) => Arguments[words].Replace("CID", cid, StringComparison.Ordinal);

    /// <summary>Whether it printed one JSON value, or failed and printed nothing.</summary>
    private static bool IsJson(CommandLineRun run)
    {
        if (run.Output.Length == 0)
        {
            return run.ExitCode is not ExitCodes.Done and not ExitCodes.Usage;
        }

        try
        {
            JsonDocument.Parse(run.Output).Dispose();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private CommandLineRun Run(string line) => CommandLineRun.With(
        host => host with
        {
            WorkingDirectory = Path.Join(_directory, "project"),
            Environment = host.Environment.SetItem("HOME", _directory).SetItem("NUKA_STATE", State).SetItem("TMPDIR", Path.Join(_directory, "tmp"))
                .SetItem("NUKA_APT", Path.Join(_directory, "apt")).SetItem("PATH", $"{_directory}/bin:/usr/bin:/bin"),
        },
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    // What SQLite notes for its readers in index.sqlite-shm is no part of what it keeps.
    private Dictionary<string, string> Everything() => Directory.GetFileSystemEntries(_directory, "*", SearchOption.AllDirectories)
        .Where(path => !path.EndsWith("-shm", StringComparison.Ordinal))
        .ToDictionary(
            path => path,
            path => Directory.Exists(path) ? "directory" : Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))),
            StringComparer.Ordinal);

    private void Write(string name, string text)
    {
        string file = Path.Join(_directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}

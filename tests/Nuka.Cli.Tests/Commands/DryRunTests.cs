using System.Security.Cryptography;
using Nuka.Cli.Frame;

namespace Nuka.Cli.Tests.Commands;

/// <summary>What <c>--dry-run</c> and <c>--explain</c> leave behind: nothing, of any command, whether it could say what would be done or not.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DryRunTests : IDisposable
{
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
        ["nuka env"] = "",
        ["nuka gc"] = "",
        ["nuka why-alive"] = "CID",
        ["nuka search"] = "tool",
        ["nuka info"] = "tool",
        ["nuka files"] = "tool",
        ["nuka owns"] = "/usr/bin/tool",
        ["nuka doctor"] = "",
        ["nuka completions"] = "bash",
        ["nuka store add"] = "other --root other",
        ["nuka store cat"] = "CID/file",
        ["nuka store ls"] = "CID",
        ["nuka store tree"] = "CID",
        ["nuka store verify"] = "--repair",
        ["nuka store view"] = "CID",
        ["nuka store export"] = "CID copy",
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

    public static TheoryData<string> AllWords =>
        [.. CommandNode.Root().All.Where(node => node.Command is { Children.IsEmpty: true }).Select(node => node.Words)];

    public void Dispose()
    {
        foreach (string directory in Directory.GetDirectories(_directory, "*", SearchOption.AllDirectories).Prepend(_directory))
        {
            File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [MemberData(nameof(AllWords))]
    public void Nothing_is_written_where_there_is_no_state_yet(string words)
    {
        Check(words, cid: "bagaybqabdyqbiofhffusuj3tpkuyv2nx2g7kj6aam7sdyxyrfchypfvgbz3qelq");
        Assert.False(Directory.Exists(State));
    }

    [Theory]
    [MemberData(nameof(AllWords))]
    public void Nothing_is_written_to_the_state_that_is_there(string words)
    {
        string cid = Run("store add ../kept").Output.Trim();
        Assert.StartsWith("b", cid, StringComparison.Ordinal);
        Check(words, cid);
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

    private void Check(string words, string cid)
    {
        Dictionary<string, string> before = Everything();
        string arguments = Arguments[words].Replace("CID", cid, StringComparison.Ordinal);
        CommandLineRun run = Run($"{words[5..]} --dry-run {arguments}");
        Assert.False(run.ExitCode == ExitCodes.Usage, run.Error);
        Assert.DoesNotContain("error[nuka/", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, Everything());
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

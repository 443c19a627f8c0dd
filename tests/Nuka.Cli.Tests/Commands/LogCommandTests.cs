using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Nuka.Content.Hashing;
using Nuka.Packages.Identity;

namespace Nuka.Cli.Tests.Commands;

/// <summary><c>nuka log</c> as a person types it, and the part of <c>nuka gc</c> that removes logs.</summary>
public sealed class LogCommandTests : IDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("nuka-log-").FullName;

    public LogCommandTests()
    {
        Put("zlib", "1.3", 1767225600, "built", "checking for gcc\nno \u001b[31mproblem\n");
        Put("jq", "1.7", 1767225700, "failed", "checking for gcc\nerror: undefined reference to `f'\n");
    }

    public void Dispose() => Directory.Delete(_state, recursive: true);

    [Fact]
    public void The_log_of_a_package_is_printed_as_it_is_and_how_the_build_ended_is_said_beside_it()
    {
        CommandLineRun run = Run("log", "zlib");
        Assert.Equal((0, "checking for gcc\nno \u001b[31mproblem\n"), (run.ExitCode, run.Output));
        Assert.Contains("zlib 1.3: built after 1.5 s, begun 2026-01-01 00:00", run.Error, StringComparison.Ordinal);
        Assert.Equal("no \\u{1b}[31mproblem", OnTerminal("log", "zlib").Output.TrimEnd('\n').Split('\n')[^1]);
        Assert.Equal(run.Output, Run("log", PidOf("zlib", "1.3")[..8]).Output);
        using JsonDocument json = JsonDocument.Parse(Run("log", "jq", "--json").Output);
        Assert.Equal("failed", json.RootElement.GetProperty("outcome").GetString());
        Assert.Equal(1.5, json.RootElement.GetProperty("seconds").GetDouble());
        Assert.Equal(2, json.RootElement.GetProperty("lines").GetArrayLength());
    }

    [Fact]
    public void Logs_are_listed_the_newest_first()
    {
        Assert.Equal(["jq", "zlib"], Run("log", "--list").Output.TrimEnd('\n').Split('\n').Select(line => line.Split(' ')[0]));
        Assert.Equal(Run("log", "--list").Output, Run("log").Output);
        Assert.Contains("failed after 1.5 s", Run("log", "jq", "--list").Output, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(Run("log", "--list", "--json").Output);
        Assert.Equal(["2026-01-01T00:01:40Z", "2026-01-01T00:00:00Z"], json.RootElement.EnumerateArray().Select(log => log.GetProperty("began").GetString()));
    }

    [Theory]
    [InlineData("checking", "jq 1.7:1: checking for gcc|zlib 1.3:1: checking for gcc")]
    [InlineData("/undefined .* `f'/", "jq 1.7:2: error: undefined reference to `f'")]
    [InlineData("[31m", "zlib 1.3:2: no \\u{1b}[31mproblem")]
    [InlineData(".*", "")]
    [InlineData("/", "")]
    public void All_logs_are_searched_for_a_text_or_an_expression(string text, string lines)
    {
        CommandLineRun run = Run("log", "--search", text);
        Assert.Equal(lines.Length > 0 ? 0 : 1, run.ExitCode);
        Assert.Equal(lines.Replace('|', '\n'), run.Output.TrimEnd('\n'));
        using JsonDocument json = JsonDocument.Parse(Run("log", "--search", text, "--json").Output);
        Assert.Equal(lines.Split('|', StringSplitOptions.RemoveEmptyEntries).Length, json.RootElement.GetArrayLength());
    }

    [Fact]
    public void A_search_may_be_of_one_package_and_what_is_no_expression_is_told()
    {
        Assert.Single(Run("log", "jq", "--search", "checking").Output.TrimEnd('\n').Split('\n'));
        foreach (string bad in (string[])["/(/", "/(a)\\1/"])
        {
            CommandLineRun run = Run("log", "--search", bad);
            Assert.Equal(2, run.ExitCode);
            Assert.Contains("error[cli/bad-value]", run.Error, StringComparison.Ordinal);
        }

        Assert.Contains("error[build/no-log]", Run("log", "jqq").Error, StringComparison.Ordinal);
        Assert.Contains("did you mean `jq`?", Run("log", "jqq").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_collection_removes_logs_only_when_it_is_told_which()
    {
        Assert.Contains("\"logsRemoved\":0,\"logBytesFreed\":0,\"logsKept\":2", Run("gc", "--json").Output, StringComparison.Ordinal);
        Assert.Contains("\"logsRemoved\":2,", Run("gc", "--keep", "0", "--dry-run", "--json").Output, StringComparison.Ordinal);
        Assert.Equal(2, Run("log").Output.TrimEnd('\n').Split('\n').Length);
        Assert.Contains("2 logs: ", Run("gc", "--older-than", "1h").Output, StringComparison.Ordinal);
        Assert.Equal("", Run("log").Output);
        Assert.Contains("no log is kept", Run("log").Error, StringComparison.Ordinal);
    }

    private CommandLineRun Run(params string[] words) => CommandLineRun.Of(["--state", _state, .. words]);

    private CommandLineRun OnTerminal(params string[] words) => CommandLineRun.With(host => host with { OutputIsTerminal = true }, ["--state", _state, .. words]);

    private static string PidOf(string name, string version) => new Pid(Blake3.Hash(Encoding.UTF8.GetBytes(name + version))).ToString();

    // As specs/log.md has it.
    private void Put(string name, string version, long began, string outcome, string text)
    {
        string pid = PidOf(name, version);
        string directory = Directory.CreateDirectory(Path.Combine(_state, "logs-v1")).FullName;
        using GZipStream log = new(File.Create(Path.Combine(directory, $"{name}-{version}-{pid[..12]}.log.gz")), CompressionLevel.Fastest);
        log.Write(Encoding.UTF8.GetBytes(
            $"{{\"began\":{began},\"format\":\"nuka log 1\",\"milliseconds\":1500,\"name\":\"{name}\",\"outcome\":\"{outcome}\",\"pid\":\"{pid}\",\"version\":\"{version}\"}}\n{text}"));
    }
}

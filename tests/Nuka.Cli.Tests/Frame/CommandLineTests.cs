using Nuka.Cli.Frame;

namespace Nuka.Cli.Tests.Frame;

public sealed class CommandLineTests
{
    public static TheoryData<string, string> WrongWords => new()
    {
        { "unknown-command", "completion" },
        { "unknown-command-far", "frobnicate" },
        { "unknown-option", "completions --jsno bash" },
        { "missing-argument", "completions" },
        { "bad-check", "source add x file:///srv ./ --keyring x.gpg --check-valid-until maybe" },
        { "no-json", "completions bash --json" },
        { "unexpected-argument", "completions bash zsh" },
        { "unknown-shell", "completions powershell" },
        { "missing-value", "completions bash --state" },
        { "bad-color", "completions bash --color blue" },
        { "missing-command", "--offline" },
        { "no-such-directory", "-C no/such/place completions bash" },
    };

    [Theory]
    [MemberData(nameof(WrongWords))]
    public void Wrong_words_end_in_a_named_error_and_exit_code_2(string name, string line)
    {
        string[] words = line.Split(' ');
        CommandLineRun run = CommandLineRun.Of(words);
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Empty(run.Output);
        GoldenFile.Matches($"usage/{name}.txt", run.ToPage(words));
    }

    [Fact]
    public void The_version_is_one_line_of_data()
    {
        CommandLineRun run = CommandLineRun.Of("--version");
        Assert.Equal($"nuka {CommandLine.Version}\n", run.Output);
        Assert.Equal((ExitCodes.Done, string.Empty), (run.ExitCode, run.Error));
    }

    [Theory]
    [InlineData("")]
    [InlineData("exec")]
    [InlineData("source add")]
    [InlineData("lock")]
    [InlineData("exec", "npm")]
    [InlineData("shell", "bash", "-l")]
    [InlineData("lock", "--try", "make")]
    [InlineData("-C / exec", "npm", "install")]
    public void The_word_help_asks_for_the_help_page_and_runs_nothing(string command, params string[] more)
    {
        string[] words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        CommandLineRun page = CommandLineRun.Of([.. words, "--help"]);
        Assert.Equal(0, page.ExitCode);
        Assert.Equal(page, CommandLineRun.Of(["help", .. words, .. more]));
        Assert.StartsWith("error[cli/unknown-command]", CommandLineRun.Of("help", "nosuch").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_typed_prints_the_help_page() => Assert.Equal(CommandLineRun.Of("--help"), CommandLineRun.Of());

    [Fact]
    public void A_response_file_is_not_read() =>
        Assert.Contains("no completions for `@/etc/hostname`", CommandLineRun.Of("completions", "@/etc/hostname").Error, StringComparison.Ordinal);

    [Fact]
    public void A_full_disk_behind_standard_output_is_an_error()
    {
        CommandLineRun run = CommandLineRun.With(host => host with { Output = new FullDisk() }, "completions", "bash");
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.StartsWith("error[cli/output-refused]: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Colour_is_there_only_when_asked_for_or_on_a_terminal()
    {
        const string Escape = "\u001b[";
        string[] wrong = ["completions", "powershell"];
        Func<Host, Host> terminal = host => host with { TerminalColumns = () => 80 };
        Func<Host, Host> noColor = host => terminal(host) with { Environment = host.Environment.Add("NO_COLOR", "1") };
        Assert.DoesNotContain(Escape, CommandLineRun.Of(wrong).Error, StringComparison.Ordinal);
        Assert.Contains(Escape, CommandLineRun.With(terminal, wrong).Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Escape, CommandLineRun.With(noColor, wrong).Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Escape, CommandLineRun.With(terminal, [.. wrong, "--color", "never"]).Error, StringComparison.Ordinal);
        Assert.Contains(Escape, CommandLineRun.With(noColor, [.. wrong, "--color=always"]).Error, StringComparison.Ordinal);
    }

    private sealed class FullDisk : MemoryStream
    {
        private const int NoSpace = 28;

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device", NoSpace);

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    }
}

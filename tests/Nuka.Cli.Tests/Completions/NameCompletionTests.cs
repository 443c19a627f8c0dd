using System.Collections.Immutable;
using System.Diagnostics;
using Nuka.Graft.Tests.Sources;

namespace Nuka.Cli.Tests.Completions;

/// <summary>Names of packages, needs and programs in the real shells, from an archive that was really fetched and a project that really names some.</summary>
public sealed class NameCompletionTests : IClassFixture<SigningKeys>, IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("nuka-names-").FullName;
    private readonly SigningKeys _keys;

    public NameCompletionTests(SigningKeys keys)
    {
        _keys = keys;
        Directory.CreateDirectory(Project);
        File.WriteAllText(Path.Join(Project, "eka.toml"), "[system]\npackages = [\"libone1\", \"deb:libtwo2\"]\nprivate = [\"jackd1\"]\n");
        string specification = Checkout.Read("specs/lock.md");
        File.WriteAllText(Path.Join(Project, "eka.lock"), specification.Split("```toml\n")[1].Split("```")[0]);
        string programs = Directory.CreateDirectory(Path.Join(Project, "node_modules/.bin")).FullName;
        File.WriteAllText(Path.Join(programs, "eslint-of-ours"), string.Empty);
        File.WriteAllText(Path.Join(programs, "eslint$(touch pwned)"), string.Empty);
        string commands = Directory.CreateDirectory(Path.Join(_directory, "bin")).FullName;
        File.CreateSymbolicLink(Path.Join(commands, "nuka"), Path.Join(AppContext.BaseDirectory, "nuka-cli"));
    }

    private string Project => Path.Join(_directory, "project");

    private string State => Path.Join(_directory, "state");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [MemberData(nameof(CompletionTests.Shells), MemberType = typeof(CompletionTests))]
    [Trait("tier", "sample")]
    public void Names_of_packages_are_completed_from_the_indexes_that_were_fetched(string shell)
    {
        Fetch();
        string deb = shell == "bash" ? string.Empty : "deb:"; // bash has cut that off: it is in the line already
        Assert.Equal(["libfoo-dev", "libfoo1"], Complete(shell, "nuka", "info", "libfoo"));
        Assert.Equal(["libfoo-dev", "libfoo1"], Complete(shell, "nuka", "files", "-q", "libf"));
        Assert.Equal([$"{deb}libbar1"], Complete(shell, "nuka", "add", "-C", "/", "deb:libb"));
        Assert.Equal(["libbar1"], Complete(shell, "nuka", "exec", "-p", "libb"));
    }

    [Theory]
    [MemberData(nameof(CompletionTests.Shells), MemberType = typeof(CompletionTests))]
    [Trait("tier", "sample")]
    public void What_is_removed_and_asked_about_is_completed_from_the_project_s_own_files(string shell)
    {
        string pc = shell == "bash" ? string.Empty : "pc:";
        Assert.Equal(["libone1", "libtwo2"], Complete(shell, "nuka", "remove", "lib"));
        Assert.Equal(["jackd1"], Complete(shell, "nuka", "remove", "ja"));
        Assert.Equal([$"{pc}cairo"], Complete(shell, "nuka", "why", "pc:cai"));
        Assert.Equal(["node"], Complete(shell, "nuka", "why", "no"));
    }

    [Theory]
    [MemberData(nameof(CompletionTests.Shells), MemberType = typeof(CompletionTests))]
    [Trait("tier", "sample")]
    public void A_project_elsewhere_and_another_state_are_the_ones_that_the_line_names(string shell)
    {
        Fetch();
        Directory.Move(State, State + "-2");
        Directory.Move(Project, Project + "-2");
        Directory.CreateDirectory(Project);
        Assert.Equal(["libbar1"], Complete(shell, "nuka", "info", "--state", State + "-2", "libb"));
        Assert.Equal(["libbar1"], Complete(shell, "nuka", "info", $"--state={State}-2", "libb"));
        Assert.Equal(["libtwo2"], Complete(shell, "nuka", "remove", "-C", Project + "-2", "libt"));
        Assert.Equal(["libtwo2"], Complete(shell, "nuka", "remove", $"--directory={Project}-2", "libt"));
        Assert.Equal(["libtwo2"], Complete(shell, "nuka", "remove", "--directory", Project + "-2", "libt"));
    }

    [Theory]
    [InlineData("bash")] // To Nushell the words before an option are the command.
    [InlineData("zsh")]
    [InlineData("fish")]
    [Trait("tier", "sample")]
    public void A_project_that_is_named_before_the_command_is_the_one_too(string shell)
    {
        Directory.Move(Project, Project + "-2");
        Directory.CreateDirectory(Project);
        Assert.Equal(["libtwo2"], Complete(shell, "nuka", "-C", Project + "-2", "remove", "libt"));
        Assert.Equal(["libtwo2"], Complete(shell, "nuka", $"--directory={Project}-2", "-q", "remove", "libt"));
    }

    [Theory]
    [MemberData(nameof(CompletionTests.Shells), MemberType = typeof(CompletionTests))]
    [Trait("tier", "sample")]
    public void What_is_chosen_anew_is_completed_from_the_packages_of_the_lock_and_not_from_its_needs(string shell)
    {
        Assert.Equal(["libcairo2"], Complete(shell, "nuka", "update", "lib"));
        Assert.Equal(["node"], Complete(shell, "nuka", "update", "no"));
        Assert.Equal(["libcairo2"], Complete(shell, "nuka", "lock", "--replace", "libca"));
    }

    [Theory]
    [MemberData(nameof(CompletionTests.Shells), MemberType = typeof(CompletionTests))]
    [Trait("tier", "sample")]
    public void Packages_that_came_with_nuka_are_completed_by_name_and_others_by_their_files(string shell)
    {
        File.WriteAllText(Path.Join(Project, "mine.nu"), string.Empty);
        File.WriteAllText(Path.Join(Project, "Not a package.nu"), string.Empty);
        Assert.Equal(["xxhash", "xz"], Complete(shell, "nuka", "build", "x"));
        Assert.Equal(["xxhash"], Complete(shell, "nuka", "export", "oci", "xx"));
        Assert.Equal(["xxhash"], Complete(shell, "nuka", "info", "xxh"));
        Assert.Equal(["./mine.nu"], Complete(shell, "nuka", "install", "./m"));
    }

    [Fact]
    public void What_is_installed_and_what_has_a_log_is_completed_without_a_store()
    {
        Assert.Equal((0, "", ""), Ask("installed", ""));
        Assert.Equal((0, "", ""), Ask("logged", ""));
        Assert.False(Directory.Exists(State));
    }

    [Fact]
    public void Another_user_s_manifest_is_read_where_the_line_names_its_directory()
    {
        const int SomebodyElse = 61234;
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give a file away");
        using (Process giving = Process.Start("chown", [$"{SomebodyElse}", Path.Join(Project, "eka.toml"), Path.Join(Project, "eka.lock")]))
        {
            giving.WaitForExit();
        }

        Assert.Equal((0, "", ""), Ask("named", "libo"));
        foreach ((string kind, string word, string name) in ((string, string, string)[])[("named", "libo", "libone1"), ("locked", "no", "node"), ("program", "es", "eslint-of-ours")])
        {
            Assert.Equal((0, $"{name}\n", ""), Ask(["-C", Project], kind, word));
        }
    }

    [Theory]
    [MemberData(nameof(CompletionTests.Shells), MemberType = typeof(CompletionTests))]
    [Trait("tier", "sample")]
    public void Where_nothing_was_fetched_and_nothing_is_locked_nothing_is_said(string shell)
    {
        File.WriteAllText(Path.Join(Project, "eka.toml"), "not TOML");
        File.WriteAllText(Path.Join(Project, "eka.lock"), "not TOML");
        Assert.Empty(Complete(shell, "nuka", "files", "lib"));
        Assert.Empty(Complete(shell, "nuka", "remove", "lib"));
        Assert.Empty(Complete(shell, "nuka", "why", "lib"));
        Assert.False(Directory.Exists(State));
    }

    [Theory]
    [MemberData(nameof(CompletionTests.Shells), MemberType = typeof(CompletionTests))]
    public void A_name_that_a_shell_would_run_is_never_offered(string shell) =>
        Assert.Equal(["eslint-of-ours"], Complete(shell, "nuka", "exec", "eslint"));

    [Fact]
    public void A_damaged_index_and_an_unknown_kind_are_passed_over_without_a_word()
    {
        Fetch();
        Assert.Equal((0, "libbar1\n", ""), Ask("package", "libb"));
        foreach (string index in Directory.EnumerateFiles(Path.Join(State, "sources-v1/indexes")))
        {
            File.WriteAllText(index, "something else");
        }

        Assert.Equal((0, "", ""), Ask("package", "libb"));
        Assert.Equal((0, "", ""), Ask("nothing-of-the-kind", "libb"));
        Assert.Equal((0, "", ""), Ask("package"));
    }

    [Fact]
    public void The_command_that_the_scripts_ask_stands_on_no_page_and_is_completed_by_none()
    {
        Assert.DoesNotContain("complete ", CommandLineRun.Of("--help").Output, StringComparison.Ordinal);
        Assert.DoesNotContain("nuka complete'", CommandLineRun.Of("completions", "bash").Output, StringComparison.Ordinal);
        string reference = Checkout.Read("docs/reference/commands.md");
        Assert.Contains("nuka completions", reference, StringComparison.Ordinal);
        Assert.DoesNotMatch("nuka complete\\b", reference);
    }

    private (int ExitCode, string Output, string Error) Ask(params string[] words) => Ask([], words);

    private (int ExitCode, string Output, string Error) Ask(string[] options, params string[] words)
    {
        CommandLineRun run = CommandLineRun.With(host => host with { WorkingDirectory = Project }, ["--state", State, .. options, "complete", .. words]);
        return (run.ExitCode, run.Output, run.Error);
    }

    private void Fetch()
    {
        TestArchive archive = new(Path.Join(_directory, "archive"), _keys) { Date = DateTimeOffset.UtcNow.AddDays(-1) };
        archive.Packages.Clear();
        archive.Packages.AddRange([("libfoo1", "1"), ("libfoo1", "2"), ("libfoo-dev", "1"), ("libbar1", "1"), ("foo", "1")]);
        archive.Publish();
        Run("source", "add", "ours", $"file://{archive.Root}", "stable", "main", "--keyring", _keys.Keyring("good"));
        Run("source", "update");
    }

    private void Run(params string[] words)
    {
        ImmutableDictionary<string, string> variables = ImmutableDictionary<string, string>.Empty.Add("NUKA_APT", "").Add("NUKA_STATE", State)
            .Add("PATH", "/usr/bin:/bin");
        CommandLineRun run = CommandLineRun.With(host => host with { Environment = variables }, words);
        Assert.True(run.ExitCode == 0, run.Error);
    }

    // Each shell has an order of its own.
    private string[] Complete(string shell, params string[] words) =>
        [.. InstalledShell.Complete(shell, words, ChangeStart).Order(StringComparer.Ordinal)];

    private void ChangeStart(ProcessStartInfo start)
    {
        start.WorkingDirectory = Project;
        start.Environment["PATH"] = $"{Path.Join(_directory, "bin")}:{start.Environment["PATH"]}";
        start.Environment["NUKA_STATE"] = State;
    }
}

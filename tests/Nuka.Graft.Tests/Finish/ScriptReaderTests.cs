using System.Diagnostics;
using System.Text.RegularExpressions;
using Nuka.Graft.Finish;

namespace Nuka.Graft.Tests.Finish;

public sealed partial class ScriptReaderTests
{
    [Fact]
    public void Every_line_of_the_specification_is_judged_as_it_says()
    {
        int count = 0;
        foreach (Match row in Row().Matches(Checkout.Read("specs/finish.md")))
        {
            string line = row.Groups["line"].Value.Replace("\\|", "|", StringComparison.Ordinal);
            ScriptReading reading = ScriptReader.Read("#!/bin/sh\n" + line + "\n");
            string what = reading.Unknown.Length > 0 ? "run" : reading.Alternatives.Length + reading.Accounts.Length > 0 ? "taken" : "nothing";
            Assert.Equal((line, row.Groups["what"].Value), (line, what));
            count++;
        }

        Assert.True(count >= 25, $"{count} examples were found");
    }

    [Fact]
    public void Continued_lines_and_comments_inside_a_command_are_read_as_the_shell_reads_them()
    {
        ScriptReading reading = ScriptReader.Read("""
            #! /bin/sh -e
            update-alternatives \
                --install /usr/bin/c++ c++ /usr/bin/g++ 20 \
                #--slave /usr/share/man/man1/c++.1.gz c++.1.gz /usr/share/man/man1/g++.1.gz
            exit 0
            """);
        Assert.Empty(reading.Unknown);
        AlternativeOffer offer = Assert.Single(reading.Alternatives);
        Assert.Equal(("usr/bin/c++", "c++", "/usr/bin/g++", 20), (offer.Link, offer.Name, offer.Path, offer.Priority));
        Assert.Empty(offer.Followers);
    }

    [Fact]
    public void Literal_variables_are_put_in()
    {
        ScriptReading reading = ScriptReader.Read("""
            #!/bin/sh
            ver=1.16
            prio="34"
            update-alternatives --install /usr/bin/automake automake /usr/bin/automake-$ver $prio --slave /usr/bin/aclocal aclocal /usr/bin/aclocal-${ver}
            """);
        Assert.Empty(reading.Unknown);
        AlternativeOffer offer = Assert.Single(reading.Alternatives);
        Assert.Equal(("/usr/bin/automake-1.16", 34), (offer.Path, offer.Priority));
        Assert.Equal(new AlternativeLink("usr/bin/aclocal", "aclocal", "/usr/bin/aclocal-1.16"), Assert.Single(offer.Followers));
    }

    [Fact]
    public void Known_sections_of_debhelper_are_passed_over_and_unknown_ones_run()
    {
        const string section = "#!/bin/sh\n# Automatically added by {0}/13\nsome-program --with '#quotes' && other\n# End automatically added section\n";
        Assert.Empty(ScriptReader.Read(section.Replace("{0}", "dh_installsystemd", StringComparison.Ordinal)).Unknown);
        Assert.NotEmpty(ScriptReader.Read(section.Replace("{0}", "dh_somethingnew", StringComparison.Ordinal)).Unknown);
    }

    [Fact]
    public void Directories_of_private_python_code_are_found()
    {
        ScriptReading reading = ScriptReader.Read("""
            #!/bin/sh
            # Automatically added by dh_python3
            if command -v py3compile >/dev/null 2>&1; then
                py3compile -p foo /usr/share/foo -V 3.11
            fi
            # End automatically added section
            """);
        Assert.Empty(reading.Unknown);
        Assert.Equal(["usr/share/foo"], reading.BytecodeDirectories);
    }

    [Theory]
    [InlineData("adduser --system --group --home /var/lib/foo --no-create-home --gecos 'Foo daemon' foo", "foo", true, null, "Foo daemon", "/var/lib/foo")]
    [InlineData("adduser --quiet --system --no-create-home --home=/nonexistent --shell /usr/sbin/nologin bar", "bar", true, "nogroup", "", "/nonexistent")]
    [InlineData("adduser --system --ingroup games --uid 17 baz", "baz", true, "games", "", "/nonexistent")]
    [InlineData("useradd -r -d /srv/x -s /bin/false -g ftp qux", "qux", true, "ftp", "", "/srv/x")]
    [InlineData("addgroup --system --gid 105 input", "input", false, null, "", "/nonexistent")]
    public void Accounts_are_read_from_commands(string line, string name, bool isUser, string? group, string description, string home)
    {
        AccountRequest account = Assert.Single(ScriptReader.Read("#!/bin/sh\n" + line).Accounts);
        Assert.Equal((name, isUser, group, description, home), (account.Name, account.IsUser, account.Group, account.Description, account.Home));
        Assert.Equal(line.Contains("17 ", StringComparison.Ordinal) ? 17 : line.Contains("105", StringComparison.Ordinal) ? 105 : null, account.Id);
    }

    [Theory]
    [InlineData("adduser foo bar")]
    [InlineData("adduser --system ../../etc")]
    [InlineData("adduser --system 'a:0:0'")]
    [InlineData("update-alternatives --install relative name /path 1")]
    [InlineData("update-alternatives --install /link ../name /path 1")]
    [InlineData("update-alternatives --install /link name /path many")]
    [InlineData("update-alternatives --install /link name /path 1 --slave /other ../x /y")]
    public void What_would_lead_astray_is_not_taken(string line)
    {
        ScriptReading reading = ScriptReader.Read("#!/bin/sh\n" + line);
        Assert.Empty(reading.Accounts);
        Assert.Empty(reading.Alternatives);
        Assert.NotEmpty(reading.Unknown);
    }

    [Theory]
    [InlineData("#!/usr/bin/perl\nprint 1;\n")]
    [InlineData("#!/usr/bin/python3\nexit(0)\n")]
    [InlineData("\u007fELF")]
    public void Programs_that_are_no_shell_scripts_run(string script) => Assert.NotEmpty(ScriptReader.Read(script).Unknown);

    [Fact]
    public void A_hostile_script_is_read_in_bounded_time()
    {
        foreach (string piece in new[] { "# Automatically added by x/1\n", "if [ \"$1\" = a ] || ", "' \" # ", "\\\n", "echo a ", "(a|", "$a" })
        {
            Stopwatch watch = Stopwatch.StartNew();
            ScriptReader.Read("#!/bin/sh\n" + string.Concat(Enumerable.Repeat(piece, (120 << 10) / piece.Length)));
            Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"{piece}: {watch.Elapsed}");
        }
    }

    [Fact]
    public void System_users_are_read_as_systemd_writes_them()
    {
        AccountRequest[] accounts = [.. AccountReader.ReadSystemUsers("# comment\nu _foo 7:ftp \"Foo daemon\" /var/lib/foo /bin/sh\ng render -\nu bar -\nm bar render\nr - 100-200\nu a/b -\n")];
        Assert.Equal(["_foo", "render", "bar"], accounts.Select(account => account.Name));
        Assert.Equal((7, "ftp", "Foo daemon", "/var/lib/foo", "/bin/sh"), (accounts[0].Id, accounts[0].Group, accounts[0].Description, accounts[0].Home, accounts[0].Shell));
        Assert.False(accounts[1].IsUser);
        Assert.Equal((null, "/"), (accounts[2].Id, accounts[2].Home));
    }

    [GeneratedRegex(@"^\| `(?<line>[^`]+)` \| (?<what>nothing|taken|run) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}

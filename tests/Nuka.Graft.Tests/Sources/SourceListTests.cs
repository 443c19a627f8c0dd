using System.Diagnostics;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Nuka.Graft.Sources;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Tests.Sources;

public sealed class SourceListTests : IDisposable
{
    private readonly ArchiveFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void A_line_with_options_gives_one_source_with_all_it_says()
    {
        SourceEntry source = Assert.Single(fixture.Sources("""
            # a comment
            deb [ arch=amd64,i386 signed-by=/usr/share/keyrings/x.gpg ] https://deb.example/debian/ brick main contrib # trailing
            deb-src https://deb.example/debian brick main
            """).Entries);
        Assert.Equal(("https://deb.example/debian", "brick", 2), (source.Uri, source.Suite, source.Place.Line));
        Assert.Equal(["main", "contrib"], source.Components);
        Assert.Equal(["amd64"], source.Architectures);
        Assert.Equal(["/usr/share/keyrings/x.gpg"], source.SignedBy.KeyringPaths);
        Assert.Equal(["https://deb.example/debian"], source.Mirrors);
    }

    [Fact]
    public void Stanzas_give_a_source_for_each_address_and_suite_and_comments_may_stand_between_fields()
    {
        WriteStanzas("""
            Types: deb
            # vendors write remarks here
            URIs: http://deb.example/debian
            Suites: brick brick-updates
            Components: main
            #Trusted: yes
            Signed-By:
             /a.gpg
             /b.gpg

            # a whole paragraph of remarks
            # and a second line

            types: deb deb-src
            uris: http://security.example/s
            suites: brick-security
            components: main
            Signed-By: 0123456789abcdef0123456789ABCDEF01234567!
            """);
        SourceList list = fixture.ReadSources();
        Assert.Empty(list.Refused);
        Assert.Equal(["brick", "brick-updates", "brick-security"], list.Entries.Select(source => source.Suite));
        Assert.Equal(["/a.gpg", "/b.gpg"], list.Entries[0].SignedBy.KeyringPaths);
        Assert.Equal(["0123456789ABCDEF0123456789ABCDEF01234567!"], list.Entries[2].SignedBy.Fingerprints);
    }

    [Fact]
    public void A_key_in_the_stanza_itself_is_read_with_its_empty_lines()
    {
        WriteStanzas("""
            Types: deb
            URIs: http://deb.example/debian
            Suites: brick
            Components: main
            Signed-By:
             -----BEGIN PGP PUBLIC KEY BLOCK-----
             .
             mDMEXAMPLE
             =abcd
             -----END PGP PUBLIC KEY BLOCK-----
            """);
        Assert.Equal(
            "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEXAMPLE\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----\n",
            Assert.Single(fixture.ReadSources().Entries).SignedBy.InlineKey);
    }

    [Theory]
    [InlineData("deb [trusted=yes] http://a.example/d brick main", "graft/unsafe-source")]
    [InlineData("deb [trusted=1] http://a.example/d brick main", "graft/unsafe-source")]
    [InlineData("deb [allow-insecure=yes] http://a.example/d brick main", "graft/unsafe-source")]
    [InlineData("deb [allow-weak=yes] http://a.example/d brick main", "graft/unsafe-source")]
    [InlineData("deb [allow-downgrade-to-insecure=true] http://a.example/d brick main", "graft/unsafe-source")]
    [InlineData("deb [check-date=off] http://a.example/d brick main", "graft/unsafe-source")]
    [InlineData("deb [signed-by=relative.gpg] http://a.example/d brick main", "graft/bad-source")]
    [InlineData("deb [signed-by=ABC123] http://a.example/d brick main", "graft/bad-source")]
    [InlineData("deb [arch=amd64 http://a.example/d brick main", "graft/bad-source")]
    [InlineData("deb [arch] http://a.example/d brick main", "graft/bad-source")]
    [InlineData("deb http://a.example/d", "graft/bad-source")]
    [InlineData("deb http://a.example/d brick", "graft/bad-source")]
    [InlineData("deb http://a.example/d brick/ main", "graft/bad-source")]
    [InlineData("deb ftp://a.example/d brick main", "graft/bad-source")]
    [InlineData("deb cdrom:[Disc]/ brick main", "graft/bad-source")]
    [InlineData("rpm http://a.example/d brick main", "graft/bad-source")]
    [InlineData("nonsense", "graft/bad-source")]
    public void What_cannot_or_must_not_be_used_is_refused_by_name_and_leaves_the_others(string line, string code)
    {
        SourceList list = fixture.Sources($"{line}\ndeb http://good.example/d brick main\n");
        Assert.Equal("http://good.example/d", Assert.Single(list.Entries).Uri);
        Problem refused = Assert.Single(list.Refused);
        Assert.Equal((code, 1), (refused.Code, refused.Place!.Line));
    }

    [Theory]
    [InlineData("deb http://a.example/d brick main", "", true)]
    [InlineData("deb [check-valid-until=no] http://a.example/d brick main", "", false)]
    [InlineData("deb http://a.example/d brick main", "Acquire::Check-Valid-Until \"false\";", false)]
    [InlineData("deb http://a.example/d brick main", "Acquire { Check-Valid-Until \"true\"; };", true)]
    [InlineData("deb [check-valid-until=yes] http://a.example/d brick main", "Acquire::Check-Valid-Until \"0\";", true)]
    [InlineData("deb [check-valid-until=no] http://a.example/d brick main\ndeb http://a.example/d brick more", "", true)]
    public void Whether_a_release_may_be_past_its_time_is_the_word_of_the_machines_owner(string lines, string configuration, bool expected)
    {
        File.WriteAllText(Path.Combine(fixture.Apt, "apt.conf"), configuration);
        Assert.Equal(expected, Assert.Single(fixture.Sources(lines).Entries).ChecksValidUntil);
    }

    [Fact]
    public void What_apt_says_of_its_own_sources_says_nothing_of_those_that_were_added_to_nuka()
    {
        File.WriteAllText(Path.Combine(fixture.Apt, "apt.conf"), "Acquire::Check-Valid-Until \"false\";");
        string own = Directory.CreateDirectory(Path.Combine(fixture.State, "sources.d")).FullName;
        File.WriteAllText(Path.Combine(own, "a.sources"), "Types: deb\nURIs: http://a.example/\nSuites: x\nComponents: main\n");
        File.WriteAllText(Path.Combine(own, "b.sources"), "Types: deb\nURIs: http://b.example/\nSuites: x\nComponents: main\nCheck-Valid-Until: no\n");
        Assert.Equal([true, false], fixture.ReadSources().Entries.Select(entry => entry.ChecksValidUntil));
    }

    [Theory]
    [InlineData("Types: deb\n no: colon\nURIs\n")]
    [InlineData(" continuation of nothing\n")]
    [InlineData("Types: deb\nTypes: deb\nURIs: http://a.example/\nSuites: x\nComponents: main\n")]
    [InlineData("Types: deb\nSuites: x\nComponents: main\n")]
    [InlineData("Types: deb\nURIs: http://a.example/\nSuites: x\nComponents: main\nTrusted: yes\n")]
    public void Stanzas_that_cannot_be_used_are_refused(string text)
    {
        WriteStanzas(text);
        Assert.Empty(fixture.ReadSources().Entries);
        Assert.Single(fixture.ReadSources().Refused);
    }

    [Fact]
    public void Disabled_sources_and_other_architectures_are_passed_over_in_silence()
    {
        WriteStanzas("Enabled: no\nTypes: deb\nURIs: http://a.example/\nSuites: x\nComponents: main\nTrusted: yes\n");
        SourceList list = fixture.Sources("deb [arch=riscv64] http://b.example/d brick main\ndeb [arch-=amd64] http://c.example/d brick main\n");
        Assert.Empty(list.Entries);
        Assert.Empty(list.Refused);
    }

    [Fact]
    public void Lines_that_differ_in_components_are_one_source_and_keys_that_differ_are_refused()
    {
        SourceList list = fixture.Sources("""
            deb http://a.example/d brick main
            deb http://a.example/d brick main contrib
            deb [signed-by=/other.gpg] http://a.example/d brick non-free
            """);
        Assert.Equal(["main", "contrib"], Assert.Single(list.Entries).Components);
        Assert.Equal("graft/bad-source", Assert.Single(list.Refused).Code);
    }

    [Fact]
    public void A_list_of_mirrors_gives_its_lines_and_credentials_are_never_shown()
    {
        File.WriteAllText(Path.Combine(fixture.Apt, "mirrors"), "# ours\nhttps://user:secret@one.example/debian/\thello\n\nhttp://two.example/debian\n");
        SourceEntry source = Assert.Single(fixture.Sources($"deb mirror+file:{fixture.Apt}/mirrors brick main").Entries);
        Assert.Equal(["https://user:secret@one.example/debian", "http://two.example/debian"], source.Mirrors);
        SourceList refused = fixture.Sources("deb [trusted=yes] https://user:secret@one.example/debian brick main");
        Assert.DoesNotContain("secret", refused.Refused[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_apt_would_not_read_are_not_read()
    {
        string parts = Path.Combine(fixture.Apt, "sources.list.d");
        Directory.CreateDirectory(parts);
        File.WriteAllText(Path.Combine(parts, "off.list.disabled"), "deb http://a.example/d brick main");
        File.WriteAllText(Path.Combine(parts, "off~.list"), "deb http://a.example/d brick main");
        File.WriteAllText(Path.Combine(parts, "on.list"), "deb http://on.example/d brick main");
        Assert.Equal("http://on.example/d", Assert.Single(fixture.ReadSources().Entries).Uri);
    }

    [Fact]
    public void No_text_at_all_makes_the_readers_fail()
    {
        Gen<string> text = Gen.Elements(
            "deb", " ", "\n", "[", "]", "=", "http://a.example", "#", "Types:", "URIs:", "\n ", "brick", "main", "trusted=yes", "\t", "-----BEGIN PGP", ",", "/")
            .ListOf().Select(string.Concat);
        Prop.ForAll(text.ToArbitrary(), value =>
        {
            WriteStanzas(value);
            return fixture.Sources(value).Entries.All(source => source.Mirrors.Length > 0);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("deb http://a.example/debian brick main contrib\ndeb-src http://a.example/debian brick main\n", "")]
    [InlineData("deb [arch=amd64] http://a.example/debian/ brick-security main # x\n", "Types: deb\nURIs: http://b.example/x http://c.example/\nSuites: u v\nComponents: main\n")]
    [InlineData("", "Types: deb\n# remark\nURIs: http://b.example/x\n# remark\nSuites: u\nComponents: main\n contrib\n\n\nEnabled: no\nTypes: deb\nURIs: http://d.example/\nSuites: w\nComponents: main\n")]
    [InlineData("deb [arch=i386] http://a.example/debian brick main\n", "Types: deb\nURIs: http://b.example/x\nSuites: u\nComponents: main\nArchitectures: amd64 arm64\n")]
    public void The_sources_are_those_that_apt_itself_reads(string oneLine, string stanzas)
    {
        WriteStanzas(stanzas);
        SourceList list = fixture.Sources(oneLine);
        Assert.SkipUnless(File.Exists("/usr/bin/apt-get"), "this machine has no apt");
        IEnumerable<string> ours = list.Entries.SelectMany(source => source.Components.Select(component => $"{source.Uri} {source.Suite} {component} amd64"));
        Assert.Equal(AskApt().Order(), ours.Order());
    }

    private void WriteStanzas(string text)
    {
        string parts = Path.Combine(fixture.Apt, "sources.list.d");
        Directory.CreateDirectory(parts);
        File.WriteAllText(Path.Combine(parts, "test.sources"), text);
    }

    /// <summary>What apt would fetch from these lists, given that it has fetched nothing yet: address, suite, component.</summary>
    private List<string> AskApt()
    {
        string lists = Directory.CreateDirectory(Path.Combine(fixture.Apt, "lists", "partial")).Parent!.FullName;
        ProcessStartInfo start = new("apt-get") { RedirectStandardOutput = true };
        string[] arguments =
        [
            "update", "--print-uris", "-o", $"Dir::Etc::sourcelist={fixture.Apt}/sources.list", "-o", $"Dir::Etc::sourceparts={fixture.Apt}/sources.list.d",
            "-o", $"Dir::State::lists={lists}", "-o", "APT::Architecture=amd64", "-o", "APT::Architectures=amd64",
        ];
        Array.ForEach(arguments, start.ArgumentList.Add);
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return [.. Regex.Matches(output, "^'(.*)/dists/(.*)/([^/]*)/binary-amd64/Packages", RegexOptions.Multiline)
            .Select(match => $"{match.Groups[1]} {match.Groups[2]} {match.Groups[3]} amd64")];
    }
}

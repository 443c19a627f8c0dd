using System.Text;
using System.Text.RegularExpressions;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Formats.Nuon;
using Nuka.Formats.Tests.Nuon;
using Nuka.Packages.Identity;
using Nuka.Platform.Errors;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Packages.Tests;

public sealed partial class IdentityTests(LauncherBuild launcher) : PackageSetFixture(launcher)
{
    [Fact]
    [Trait("tier", "sample")]
    public async Task Every_field_of_the_specification_moves_the_PID_or_does_not_as_it_says()
    {
        string specification = Checkout.Read("specs/pir.md");
        string example = specification.Split("```nu\n")[1].Split("```")[0];
        Write("data/file", "one");
        Write("other/file", "two");
        Write("package-lock.json", "{}");
        Package("word", options: "{loud: false}", flags: "--loud");
        Package("tool");
        string before = await PidOf(example);
        List<string> wrong = [];
        Match[] rows = [.. Row().Matches(specification).Cast<Match>()];
        Assert.Equal(30, rows.Length);
        foreach (Match row in rows)
        {
            string from = row.Groups["from"].Value.Replace(@"\|", "|", StringComparison.Ordinal);
            string to = row.Groups["to"].Value.Replace(@"\|", "|", StringComparison.Ordinal);
            Assert.Contains(from, example, StringComparison.Ordinal);
            bool moved = await PidOf(example.Replace(from, to, StringComparison.Ordinal)) != before;
            if (moved != (row.Groups["part"].Value == "identity"))
            {
                wrong.Add($"{row.Groups["field"].Value}: {from} => {to} {(moved ? "moves" : "does not move")} the PID");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task A_PID_is_the_digest_of_the_identitys_canonical_text_and_is_printed_in_one_form()
    {
        Package("alone");
        PackageIr package = await Close("alone");
        byte[] text = NuonText.WriteCanonical(package.Identity);
        Assert.Equal(Blake3.DeriveKey("nuka pir identity v1", text), package.Pid.Digest);
        Assert.Equal(package.Pid, Pid.Parse(package.Pid.ToString()));
        Assert.Equal(Pid.TextLength, package.Pid.ToString().Length);
        NuonRecord whole = (NuonRecord)NuonDocument.Read(package.Encode(), "pir");
        Assert.Equal(["about", "identity"], whole.Fields.Select(field => field.Name));
        foreach (string bad in (string[])["", "x", package.Pid.ToString().ToUpperInvariant(), package.Pid + "a", new string('7', Pid.TextLength)])
        {
            Assert.Equal("packages/bad-pid", Assert.Throws<NukaException>(() => Pid.Parse(bad)).Problem.Code);
        }
    }

    [Fact]
    public void The_shell_in_every_identity_is_the_program_that_evaluates()
    {
        Assert.SkipWhen(Nushell.ProgramPath is null, "Nushell cannot be had");
        Assert.Equal(Cid.OfBlob(Blake3.Hash(File.ReadAllBytes(Nushell.ProgramPath))), Shell.Nushell.ProgramCid);
    }

    [Fact]
    public async Task A_circle_of_packages_is_told_with_every_place_that_makes_it()
    {
        Package("a", "b");
        Package("b", "c");
        Package("c", "a");
        (string place, Problem problem) = await Refusal("a");
        Assert.Equal(("packages/cycle", "c.nu:1:11"), (problem.Code, place));
        Assert.Contains("a → b → c → a", problem.Message, StringComparison.Ordinal);
        Assert.Equal(2, problem.Reasons.Length);
    }

    [Fact]
    public async Task Unknown_packages_and_options_are_errors_at_the_authors_line()
    {
        Package("a", "word nothere");
        Package("word");
        Package("nowhere");
        (string place, Problem problem) = await Refusal("a");
        Assert.Equal(("packages/unknown-package", "a.nu:1:16"), (problem.Code, place));
        Assert.Contains("`nothere`", problem.Message, StringComparison.Ordinal);
        Assert.Equal("did you mean `nowhere`?", problem.Hints[0]);
        Assert.EndsWith($"nuka lock --packages {Set} nothere", problem.Hints[1], StringComparison.Ordinal);
        Package("b", options: "{loud: false}", flags: "--soft: any, --loud: any");
        (place, problem) = await Refusal("b", "{soft: true}");
        Assert.Equal("packages/unknown-option", problem.Code);
        Assert.Contains("loud", problem.Hints[0], StringComparison.Ordinal);
        (place, problem) = await Refusal("b", "{loud: 3}");
        Assert.Equal("packages/unknown-option", problem.Code);
    }

    [Fact]
    public async Task A_local_source_that_leads_elsewhere_by_a_link_is_refused_at_its_place()
    {
        Package("a");
        Directory.CreateSymbolicLink(Path.Combine(Set, "out"), "/etc");
        Directory.CreateSymbolicLink(Path.Combine(Set, "in"), "data");
        Write("data/file", "one");
        Write("a.nu", File.ReadAllText(Path.Combine(Set, "a.nu")).Replace("\"1\" [] []", "\"1\" (local in/file) []", StringComparison.Ordinal));
        await Close("a");
        Write("a.nu", File.ReadAllText(Path.Combine(Set, "a.nu")).Replace("in/file", "out/hostname", StringComparison.Ordinal));
        (string place, Problem problem) = await Refusal("a");
        Assert.Equal(("packages/no-source", "a.nu:2:27"), (problem.Code, place));
    }

    [Fact]
    public async Task What_git_keeps_in_another_form_is_refused_at_the_authors_line()
    {
        Package("a");
        Write("a.nu", File.ReadAllText(Path.Combine(Set, "a.nu")).Replace("\"1\" [] []", "\"1\" (local data) []", StringComparison.Ordinal));
        Write("data/file", "one\r\n");
        Assert.Equal(0, Processes.Run(new("git", ["-C", Set, "init", "-q"])).Code);
        Assert.Equal(0, Processes.Run(new("git", ["-C", Set, "-c", "core.autocrlf=true", "add", "data"])).Code);
        (string place, Problem problem) = await Refusal("a");
        Assert.Equal(("packages/not-as-in-git", "a.nu:2:27"), (problem.Code, place));
    }

    [Theory]
    [InlineData("derivation a", "derivation other", "packages/bad-draft", "a.nu:2:14")]
    [InlineData("\"1\" [] []", "\"a b\" [] []", "packages/bad-draft", "a.nu:2:17")]
    [InlineData("\"1\" [] []", "\"1\" (local nothere) []", "packages/no-source", "a.nu:2:27")]
    [InlineData("\"1\" [] []", "\"1\" [1] []", "packages/bad-draft", "a.nu:2:3")]
    [InlineData("\"1\" [] []", "\"1\" (lock npn x) []", "packages/bad-draft", "a.nu:2:26")]
    [InlineData("\"1\" [] []", "\"1\" (fetch \"ftp://a.example/x\" sha256-0000000000000000000000000000000000000000000000000000000000000000) []", "packages/bad-draft", "a.nu:2:28")]
    [InlineData("\"1\" [] []", "\"1\" (fetch https://a.example/ sha256-0000000000000000000000000000000000000000000000000000000000000000) []", "packages/bad-draft", "a.nu:2:27")]
    [InlineData("--options", "--args {x: 1.5} --options", "packages/bad-draft", "a.nu:2:26")]
    [InlineData("--options", "--vars {\"A B\": x} --options", "packages/bad-draft", "a.nu:2:35")]
    [InlineData("--options", "--outputs [dev] --options", "packages/bad-draft", "a.nu:2:26")]
    [InlineData("--options", "--platforms [freebsd] --options", "packages/other-platform", "a.nu:2:26")]
    [InlineData("--options", "--platforms [linux/aarch64] --options", "packages/other-platform", "a.nu:2:26")]
    [InlineData("--options", "--platforms [plan9] --options", "packages/bad-draft", "a.nu:2:39")]
    [InlineData("--options", "--platforms [linux/vax] --options", "packages/bad-draft", "a.nu:2:39")]
    [InlineData("--options", "--cpu [x86-64-v9] --options", "packages/bad-draft", "a.nu:2:33")]
    [InlineData("--options", "--safety certainly --options", "packages/bad-draft", "a.nu:2:35")]
    [Trait("tier", "sample")]
    public async Task What_no_package_can_hold_is_refused_at_its_place(string from, string to, string code, string expected)
    {
        Package("a");
        Write("a.nu", File.ReadAllText(Path.Combine(Set, "a.nu")).Replace(from, to, StringComparison.Ordinal));
        (string place, Problem problem) = await Refusal("a");
        Assert.Equal((code, expected), (problem.Code, place));
    }

    [Theory]
    [InlineData("https://a.example/x/words.txt", "words.txt")]
    [InlineData("https://a.example/words.txt?raw=1#top", "words.txt")]
    [InlineData("https://a.example/two%20words", "two words")]
    [InlineData("file:///tmp/a%25b", "a%b")]
    [InlineData("debian:pool/main/z/zlib/zlib_1.2.13.dfsg-1.dsc", "zlib_1.2.13.dfsg-1.dsc")]
    [InlineData("npm:left-pad@1.3.0", "left-pad-1.3.0.tgz")]
    [InlineData("npm:@scope/name@1.2.3-rc.1", "name-1.2.3-rc.1.tgz")]
    [InlineData("npm:@scope/name", null)]
    [InlineData("nuget:Mono.Cecil@0.11.6", "mono.cecil.0.11.6.nupkg")]
    [InlineData("nuget:Mono.Cecil", null)]
    [InlineData("https://a.example/", null)]
    [InlineData("https://a.example/a%2Fb", null)]
    [InlineData("https://a.example/a%00b", null)]
    [InlineData("https://a.example/%0A", null)]
    [InlineData("debian:pool/..", null)]
    [Trait("tier", "sample")]
    public void A_file_that_is_not_unpacked_is_named_by_the_last_part_of_its_address(string address, string? name) =>
        Assert.Equal(name, FetchedName.Of(address));

    private async Task<string> PidOf(string text)
    {
        string name = Named().Match(text).Groups[1].Value;
        Write($"{name}.nu", text);
        return (await Close(name)).Pid.ToString();
    }

    [GeneratedRegex(@"^\| (?<field>[^|]+) \| (?<part>identity|about|–) \| .*? ?\| `(?<from>[^`]+)` => `(?<to>[^`]*)` \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"derivation (\w+)")]
    private static partial Regex Named();
}

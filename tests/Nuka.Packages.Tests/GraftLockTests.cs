using System.Text;
using System.Text.RegularExpressions;
using Nuka.Packages.Grafts;
using Nuka.Packages.Identity;
using Nuka.Platform.Errors;

namespace Nuka.Packages.Tests;

/// <summary>The lock of grafts is what specs/grafts.md says.</summary>
public sealed partial class GraftLockTests
{
    private static readonly string Specification = Checkout.Read("specs/grafts.md");

    /// <summary>The example of the specification.</summary>
    internal static readonly string Example = Specification.Split("```toml\n")[1].Split("```")[0];

    [Fact]
    public void The_example_is_read_and_written_again_to_the_letter()
    {
        GraftLock locked = Parse(Example);
        Assert.Equal(["rename", "xxd"], locked.Names);
        GraftEntry rename = locked.Find("rename", "linux/x86_64")!;
        Assert.Equal(["deb:perl", "deb:rename"], rename.Packages.Select(package => package.Owner));
        Assert.Equal(("2.01-1", "all", 20208L), (rename.Packages[1].Graft.Version, rename.Packages[1].Graft.Architecture, rename.Packages[1].SizeBytes));
        Assert.Null(locked.Find("xxd", "linux/aarch64"));
        Assert.Equal(Example, Parse("").With(locked.Entries).Text);
    }

    [Fact]
    public void Every_change_that_the_specification_refuses_is_refused_at_its_place()
    {
        Match[] rows = [.. Row().Matches(Specification).Cast<Match>()];
        Assert.Equal(12, rows.Length);
        foreach (Match row in rows)
        {
            string from = row.Groups["from"].Value, to = row.Groups["to"].Value;
            Assert.Contains(from, Example, StringComparison.Ordinal);
            Problem problem = Assert.Throws<NukaException>(() => Parse(Replaced(from, to))).Problem;
            Assert.True(problem.Code == "packages/bad-graft-lock", $"{row.Value}: {problem.Code}");
            Assert.Equal("packages/eka.lock", problem.Place!.File);
            Assert.True(problem.Place.Column > 0, row.Value);
            Assert.True(Replaced(from, to).Split('\n')[problem.Place.Line - 1].Contains(to, StringComparison.Ordinal) || row.Value.Contains("second entry", StringComparison.Ordinal), row.Value);
        }
    }

    [Fact]
    public void What_is_no_table_or_is_missing_is_refused()
    {
        foreach (string bad in (string[])["grafts = 1", "[grafts]\nversion = 1\ngraft = 3", "[grafts]\n", "[grafts]\nversion = 1\n[[grafts.graft]]\nname = \"a\"\n"])
        {
            Assert.Equal("packages/bad-graft-lock", Assert.Throws<NukaException>(() => Parse(bad)).Problem.Code);
        }

        Assert.Equal("formats/toml-syntax", Assert.Throws<NukaException>(() => Parse("[grafts\n")).Problem.Code);
    }

    [Fact]
    public void Locking_one_graft_anew_leaves_the_others_and_what_is_not_ours()
    {
        const string Others = "[[other]]\nkey = \"as it was\" # with its comment\n";
        GraftLock before = Parse(Others + "\n" + Example);
        LockedGraft old = before.Find("xxd", "linux/x86_64")!.Packages[0];
        GraftIr newer = new("deb", "xxd", "3", "amd64", new string('4', 64), old.Graft.Cleaning);
        GraftLock after = before.With([new GraftEntry("xxd", "linux/x86_64", [new LockedGraft(newer, old.File, 1)])]);
        Assert.StartsWith(Others, after.Text, StringComparison.Ordinal);
        Assert.Equal("3", after.Find("xxd", "linux/x86_64")!.Packages[0].Graft.Version);
        Assert.Equal(before.Find("rename", "linux/x86_64")!.Packages, after.Find("rename", "linux/x86_64")!.Packages);
        Assert.Equal(before.Text, after.With(before.Entries).Text);
    }

    [Fact]
    public void The_lock_that_comes_with_nuka_is_what_nuka_writes()
    {
        GraftLock own = GraftLock.Read(Path.Join(Checkout.Directory, "packages"));
        Assert.Equal(own.Text, Parse("").With(own.Entries).Text);
        string[] files = [.. Directory.GetFiles(Path.Join(Checkout.Directory, "packages"), "*.nu").Select(File.ReadAllText)];
        Assert.All(own.Names, name => Assert.Contains(files, text => Regex.IsMatch(text, $@"use pkgs \[[^\]]*\b{name.Replace('-', '_')}\b")));
    }

    internal static GraftLock Parse(string text) => GraftLock.Parse(Encoding.UTF8.GetBytes(text), "packages/eka.lock");

    // Of a text that stands at several places the last is changed, but for a graft's own name, which stands before its package's.
    private static string Replaced(string from, string to)
    {
        int at = from.StartsWith("name", StringComparison.Ordinal) ? Example.IndexOf(from, StringComparison.Ordinal) : Example.LastIndexOf(from, StringComparison.Ordinal);
        return Example[..at] + to + Example[(at + from.Length)..];
    }

    [GeneratedRegex(@"^\| [^|]+ \| `(?<from>[^`]+)` => `(?<to>[^`]+)` \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}

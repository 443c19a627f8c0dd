using FsCheck;
using FsCheck.Fluent;
using Nuka.Formats.Toml;

namespace Nuka.Formats.Tests.Toml;

public sealed class TomlEditing
{
    private const string Manifest = """
        # Ours.

        [system] # what the machine must have
        packages = [
          "libcairo2-dev", # drawing
          "make",
        ]

        # asked for
        [permissions]
        network = "host"   # loopback too
        paths = ["a", "b"]
        bus = { session = ["x"] }

        [[extra]]
        name = "one"
        """ + "\n";

    [Theory]
    [InlineData("permissions/network", "\"none\"", "network = \"host\"   #", "network = \"none\"   #")]
    [InlineData("permissions/devices", "[]", "bus = { session = [\"x\"] }\n", "bus = { session = [\"x\"] }\ndevices = []\n")]
    [InlineData("permissions/bus/system", "[]", "[\"x\"] }", "[\"x\"], system = [] }")]
    [InlineData("runtime/node", "\"20\"", "name = \"one\"\n", "name = \"one\"\n\n[runtime]\nnode = \"20\"\n")]
    [InlineData("top", "1", "[system] #", "top = 1\n\n[system] #")]
    [InlineData("system/a.b", "1", "]\n\n# asked", "]\n\"a.b\" = 1\n\n# asked")]
    public void Setting_a_key_touches_nothing_else(string path, string value, string before, string after)
    {
        TomlDocument changed = TomlDocument.Parse(Manifest, "eka.toml").Set(value, path.Split('/'));
        Assert.Equal(Replaced(before, after), changed.Text);
        Assert.NotNull(changed.Find(path.Split('/')));
    }

    [Theory]
    [InlineData("permissions/network", "network = \"host\"   # loopback too\n", "")]
    [InlineData("permissions/bus/session", "{ session = [\"x\"] }", "{  }")]
    [InlineData("extra", "\n[[extra]]\nname = \"one\"\n", "")]
    [InlineData("system", "\n[system] # what the machine must have\npackages = [\n  \"libcairo2-dev\", # drawing\n  \"make\",\n]\n", "")]
    [InlineData("absent/key", "", "")]
    public void Removing_a_key_takes_its_lines_and_no_other(string path, string before, string after)
    {
        TomlDocument changed = TomlDocument.Parse(Manifest, "eka.toml").Remove(path.Split('/'));
        Assert.Equal(before.Length == 0 ? Manifest : Replaced(before, after), changed.Text);
        Assert.Null(changed.Find(path.Split('/')));
    }

    [Theory]
    [InlineData("a = [1, 2]", "a = [1, 2, 9]")]
    [InlineData("a = [1, 2,]", "a = [1, 2, 9,]")]
    [InlineData("a = []", "a = [9]")]
    [InlineData("a = [\n]", "a = [\n  9,\n]")]
    [InlineData("a = [\n    1,\n    2 # two\n]", "a = [\n    1,\n    2, # two\n    9\n]")]
    [InlineData("a = [\n    1, # one\n    2, # two\n]", "a = [\n    1, # one\n    2, # two\n    9,\n]")]
    [InlineData("a = [\r\n\t1,\r\n\t2,\r\n]\r\n", "a = [\r\n\t1,\r\n\t2,\r\n\t9,\r\n]\r\n")]
    [InlineData("b = 1", "b = 1\na = [9]\n")]
    public void An_element_is_added_in_the_layout_the_array_has(string before, string after) =>
        Assert.Equal(after, TomlDocument.Parse(before, "x").Append("9", "a").Text);

    [Theory]
    [InlineData("a = [1, 2, 3]", 0, "a = [2, 3]")]
    [InlineData("a = [1, 2, 3]", 1, "a = [1, 3]")]
    [InlineData("a = [1, 2, 3]", 2, "a = [1, 2]")]
    [InlineData("a = [1, 2, 3,]", 2, "a = [1, 2]")]
    [InlineData("a = [1]", 0, "a = []")]
    [InlineData("a = [\n  1, # one\n  2, # two\n]", 0, "a = [\n  2, # two\n]")]
    [InlineData("a = [\n  1, # one\n  2 # two\n]", 1, "a = [\n  1, # one\n]")]
    public void An_element_is_removed_with_its_comma_and_its_comment(string before, int index, string after) =>
        Assert.Equal(after, TomlDocument.Parse(before, "x").RemoveAt(index, "a").Text);

    [Theory]
    [InlineData("a.b = 1\nc = 2\n", "a/d", "a.b = 1\nc = 2\na.d = 7\n")]
    [InlineData("[x]\na.b = 1\n\n[y]\n", "x/a/d", "[x]\na.b = 1\na.d = 7\n\n[y]\n")]
    [InlineData("[x.y]\n", "x/d", "[x.y]\n\n[x]\nd = 7\n")]
    [InlineData("", "d", "d = 7\n")]
    [InlineData("# only a comment", "x/d", "# only a comment\n\n[x]\nd = 7\n")]
    public void Dotted_and_implied_tables_can_be_added_to(string before, string path, string after) =>
        Assert.Equal(after, TomlDocument.Parse(before, "x").Set("7", path.Split('/')).Text);

    [Fact]
    public void Replacing_one_top_level_key_leaves_the_others_as_they_are()
    {
        TomlDocument document = TomlDocument.Parse("# head\nversion = 1\n\n[environment]\na = 1\n\n[[environment.p]]\nb = 2\n\n[compose] # kept\nc = 3\n", "eka.lock");
        Assert.Equal("# head\nversion = 1\n\n[compose] # kept\nc = 3\n\n[environment]\nz = 1\n", document.Replace("environment", "[environment]\nz = 1\n").Text);
        Assert.Equal("# head\nversion = 1\n\n[compose] # kept\nc = 3\n", document.Replace("environment", "").Text);
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            string clean = new([.. (text ?? "").Where(c => !char.IsSurrogate(c))]);
            TomlDocument document = TomlDocument.Parse("", "x").Set(TomlText.String(clean), "t", clean);
            return ((TomlTable)document.Find("t")!).Text(clean) == clean;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Adding_and_removing_a_key_gives_back_the_same_bytes()
    {
        Prop.ForAll(Gen.Elements("system", "permissions", "zzz").ToArbitrary(), ArbMap.Default.ArbFor<NonNull<string>>(), (table, key) =>
        {
            string name = "k" + new string([.. key.Get.Where(char.IsAsciiLetterOrDigit)]);
            TomlDocument document = TomlDocument.Parse(Manifest, "eka.toml");
            TomlDocument changed = document.Set("1", table, name);
            return changed.Text != Manifest && (table == "zzz" ? changed.Remove(table) : changed.Remove(table, name)).Text == Manifest;
        }).QuickCheckThrowOnFailure();
    }

    private static string Replaced(string before, string after)
    {
        Assert.Equal(2, Manifest.Split(before).Length);
        return Manifest.Replace(before, after, StringComparison.Ordinal);
    }
}

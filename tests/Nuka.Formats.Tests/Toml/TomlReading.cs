using Nuka.Formats.Toml;
using Nuka.Platform.Errors;

namespace Nuka.Formats.Tests.Toml;

public sealed class TomlReading
{
    [Theory]
    [InlineData("a = 1", "a", "1")]
    [InlineData("a = +1_000", "a", "1000")]
    [InlineData("a = 0xDEAD_beef", "a", "3735928559")]
    [InlineData("a = 0o17", "a", "15")]
    [InlineData("a = 0b1101", "a", "13")]
    [InlineData("a = -9223372036854775808", "a", "-9223372036854775808")]
    [InlineData("a = 6.5e-1", "a", "0.65")]
    [InlineData("a = -inf", "a", "-Infinity")]
    [InlineData("a = true # yes", "a", "True")]
    [InlineData("a = \"x\\ty\\u00e9\\U0001F600\"", "a", "x\ty\u00e9\U0001F600")]
    [InlineData("a = 'C:\\x'", "a", "C:\\x")]
    [InlineData("a = \"\"\"\nx \\\n   y\"\"\"\"", "a", "x y\"")]
    [InlineData("a = '''x''''", "a", "x'")]
    [InlineData("a = 1979-05-27T07:32:00.5z", "a", "1979-05-27T07:32:00.5Z")]
    [InlineData("a = 1979-05-27 07:32:00", "a", "1979-05-27T07:32:00")]
    [InlineData("a = 1979-05-27", "a", "1979-05-27")]
    [InlineData("a = 07:32:00", "a", "07:32:00")]
    [InlineData("a.b . \"c.d\" = 1", "a/b/c.d", "1")]
    [InlineData("[a.b]\nc = 1\n[a]\nd = 2", "a/b/c", "1")]
    [InlineData("a = {b = {c = 1}, d.e = 2}", "a/d/e", "2")]
    [InlineData("\"\" = 1", "", "1")]
    [InlineData("\uFEFFa = 1", "a", "1")]
    public void A_value_is_what_the_standard_says(string text, string path, string expected) =>
        Assert.Equal(expected, Show(TomlDocument.Parse(text, "x.toml").Find(path.Split('/'))));

    [Theory]
    [InlineData("a = 1\na = 2", 2, 1)]
    [InlineData("a = ", 1, 5)]
    [InlineData("a = 01", 1, 5)]
    [InlineData("a = 1__0", 1, 5)]
    [InlineData("a = 1.", 1, 5)]
    [InlineData("a = 9223372036854775808", 1, 5)]
    [InlineData("a = 0x8000000000000000", 1, 5)]
    [InlineData("a = +0x1", 1, 5)]
    [InlineData("a = True", 1, 5)]
    [InlineData("a = \"x", 1, 5)]
    [InlineData("a = \"\\x41\"", 1, 6)]
    [InlineData("a = \"\\ud800\"", 1, 6)]
    [InlineData("a = 'x\ny'", 1, 5)]
    [InlineData("a = \"\"\"x", 1, 5)]
    [InlineData("a = [1 2]", 1, 8)]
    [InlineData("a = [1,, 2]", 1, 8)]
    [InlineData("a = {b = 1,}", 1, 12)]
    [InlineData("a = {b = 1\n}", 1, 11)]
    [InlineData("a = {b = 1}\na.c = 2", 2, 1)]
    [InlineData("a = {b = 1}\n[a.c]", 2, 2)]
    [InlineData("a = [{}]\n[[a]]", 2, 3)]
    [InlineData("[a]\n[a]", 2, 2)]
    [InlineData("[[a]]\n[a]", 2, 2)]
    [InlineData("a.b = 1\n[a]", 2, 2)]
    [InlineData("[a.b]\n[a]\nb.c = 1", 3, 1)]
    [InlineData("[a]]", 1, 4)]
    [InlineData("[a", 1, 3)]
    [InlineData("[[a]", 1, 4)]
    [InlineData("a = 1 b = 2", 1, 7)]
    [InlineData("= 1", 1, 1)]
    [InlineData("a\n= 1", 1, 2)]
    [InlineData("a = 2021-02-29", 1, 5)]
    [InlineData("a = 24:00:00", 1, 5)]
    [InlineData("a = 1979-05-27T07:32", 1, 5)]
    [InlineData("a = 1 # \u0007", 1, 9)]
    [InlineData("a = \"x\u0000y\"", 1, 7)]
    [InlineData("a = 1\rb = 2", 1, 6)]
    public void Text_outside_the_standard_is_refused_at_its_place(string text, int line, int column)
    {
        Problem problem = Assert.Throws<NukaException>(() => TomlDocument.Parse(text, "x.toml")).Problem;
        Assert.StartsWith("formats/toml-", problem.Code, StringComparison.Ordinal);
        Assert.Equal((line, column), (problem.Place!.Line, problem.Place.Column));
        Assert.Equal(text.Split('\n')[line - 1].TrimEnd('\r'), problem.Place.LineText);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused_with_their_line()
    {
        Problem problem = Assert.Throws<NukaException>(() => TomlDocument.Parse("a = 1\nb = \"\u00ff\""u8[..^2], "x.toml")).Problem;
        Assert.Equal(("formats/toml-encoding", 2), (problem.Code, problem.Place!.Line));
    }

    [Fact]
    public void Absurd_depth_is_an_error_and_no_crash()
    {
        Assert.Throws<NukaException>(() => TomlDocument.Parse("a = " + new string('[', 100_000), "x.toml"));
        Assert.Throws<NukaException>(() => TomlDocument.Parse(string.Join('.', Enumerable.Repeat("a", 1000)) + " = 1", "x.toml"));
        TomlDocument.Parse("a = " + new string('[', 100) + new string(']', 100), "x.toml");
    }

    [Fact]
    public void Arrays_of_tables_hold_their_tables_in_order()
    {
        TomlDocument document = TomlDocument.Parse("[[p]]\nn = 1\n[p.q]\nx = 1\n[[p]]\nn = 2\n[[p.r]]\ny = 1\n[[p.r]]\ny = 2\n", "x.toml");
        TomlArray packages = (TomlArray)document.Find("p")!;
        Assert.True(packages.OfTables);
        Assert.Equal(["1", "2"], packages.Items.Select(item => Show(((TomlTable)item)["n"])));
        Assert.Equal(2, ((TomlArray)((TomlTable)packages.Items[1])["r"]!).Items.Count);
    }

    internal static string Show(TomlValue? value) => value switch
    {
        null => "(absent)",
        TomlString s => s.Value,
        TomlInteger i => i.Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
        TomlFloat f => f.Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
        TomlBoolean b => b.Value.ToString(),
        TomlTime t => t.Text,
        TomlArray a => "[" + string.Join(", ", a.Items.Select(Show)) + "]",
        TomlTable t => "{" + string.Join(", ", t.Entries.Select(e => e.Key + ": " + Show(e.Value))) + "}",
        _ => throw new InvalidOperationException(),
    };
}

using Nuka.Cli.Output;
using Nuka.Platform.Errors;

namespace Nuka.Cli.Tests.Output;

public sealed class ProblemPageTests
{
    [Fact]
    public void A_problem_is_rendered_by_the_grammar() => Assert.Equal(
        """
        error[graft/unknown-package]: no archive has a package named `libvip`
          --> eka.toml:7:13
           |
         7 | packages = ["libvip"]
           |             ^^^^^^^^
          asked: debian/bookworm (63 444 packages, indexed 3 hours ago)
        hint: did you mean `libvips-dev` or `libvips42`?
        hint: try: nuka search vips
        """,
        ProblemPage.Render(
            new Problem("graft/unknown-package", "no archive has a package named `libvip`")
            {
                Place = new Place("eka.toml", 7, 13) { Length = 8, LineText = "packages = [\"libvip\"]" },
                Reasons = ["asked: debian/bookworm (63 444 packages, indexed 3 hours ago)"],
                Hints = ["did you mean `libvips-dev` or `libvips42`?", "try: nuka search vips", "a third hint is not shown"],
            },
            colored: false));

    [Fact]
    public void The_margin_grows_with_the_line_number() => Assert.Equal(
        "error[a/b]: m\n    --> f:120:2\n     |\n 120 |     x\n     |     ^\nmore: nuka explain a/b",
        ProblemPage.Render(new Problem("a/b", "m") { Place = new Place("f", 120, 2) { LineText = "\tx" } }, colored: false));

    [Fact]
    public void A_place_may_be_a_file_alone() =>
        Assert.Equal("error[a/b]: m\n  --> f\nmore: nuka explain a/b", ProblemPage.Render(new Problem("a/b", "m") { Place = new Place("f") }, colored: false));

    [Fact]
    public void Without_a_hint_it_is_said_where_more_is_said() =>
        Assert.Equal("error[a/b]: m\n  r\nmore: nuka explain a/b", ProblemPage.Render(new Problem("a/b", "m") { Reasons = ["r"] }, colored: false));

    [Theory]
    [InlineData(1)]
    [InlineData(500)]
    [InlineData(999)]
    public void A_long_source_line_is_cut_around_the_span(int column)
    {
        string text = string.Concat(Enumerable.Repeat("0123456789", 100));
        string[] lines = ProblemPage.Render(new Problem("a/b", "m") { Place = new Place("f", 1, column) { Length = 3, LineText = text } },
            colored: false).Split('\n');
        string shown = lines[3][5..];
        int caret = lines[4].IndexOf('^', StringComparison.Ordinal) - 5;
        Assert.InRange(shown.Length, 10, ProblemPage.MaximumSourceColumns + 2);
        Assert.Equal(text[column - 1], shown[caret]);
    }

    [Theory]
    [InlineData("\u001b]0;owned\u0007", "\\u{1b}]0;owned\\u{7}")]
    [InlineData("two\nlines", "two\\u{a}lines")]
    [InlineData("a\u202eb", "a\\u{202e}b")]
    [InlineData("naïve ✓ 漢字", "naïve ✓ 漢字")]
    public void Text_from_outside_cannot_steer_the_terminal(string hostile, string shown) =>
        Assert.Equal($"error[a/b]: {shown}\n  {shown}\nhint: {shown}",
            ProblemPage.Render(new Problem("a/b", hostile) { Reasons = [hostile], Hints = [hostile] }, colored: false));

    [Fact]
    public void A_span_beyond_its_line_still_has_one_caret() =>
        Assert.EndsWith(" 1 | ab\n   |   ^\nhint: h",
            ProblemPage.Render(new Problem("a/b", "m") { Place = new Place("f", 1, 99) { Length = 5, LineText = "ab" }, Hints = ["h"] }, colored: false),
                StringComparison.Ordinal);
}

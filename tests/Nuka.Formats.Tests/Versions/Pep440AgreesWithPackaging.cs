using Nuka.Formats.Versions;

namespace Nuka.Formats.Tests.Versions;

public sealed class Pep440AgreesWithPackaging
{
    private const string Import = """
        import sys
        try:
            from packaging import version as v, specifiers as s
        except ImportError:
            try:
                from pip._vendor.packaging import version as v, specifiers as s
            except ImportError:
                sys.exit(77)

        """;

    private static readonly string[] Versions =
    [
        "1.0", "1.0.0", "1", "1.0.dev0", "1.0a1", "1.0.a.1", "1.0-alpha", "1.0b2.dev3", "1.0b2", "1.0rc1", "1.0c2", "1.0-pre3", "1.0.post1", "1.0-1", "1.0-r4",
        "1.0.post1.dev2", "1.0a1.post2", "1!0.5", "1.0+local.1", "1.0+abc", "1.0+1", "1.0+ubuntu-1", "v2.1", "3.11", "3.11.2", "3.12.0", "3.8", "2.7.18", "3.9.0rc2",
        "1.1", "1.1.dev1", "1.10", "0.9", "2022.1", "1.0.0.0.1", "3.10", "1.0.post1+x", "1.7.post2", "1.7", "1.7+1",
    ];

    // A prefix longer than the version (`==1.0.0.0.*` and 1.0.post1) is left out: older releases of the oracle pad it wrongly.
    private static readonly string[] Specifiers =
    [
        "", ">=3.8", ">=3.8,<3.12", "~=3.9", "~=3.11.2", "~=1.0a1", "==3.11.*", "!=3.9.*,>=3", "==1.0", "==1.0+local.1", "===1.0", "!=1.0", "<1.0", "<1.1", "<1.0rc1",
        ">1.0", ">1.7", ">1.7.post1", ">1.0.post0", "<=1.0", ">=1.0.dev0", ">=1.0a1", "==1!0.5", "==1.*", ">=2.7, !=3.0.*, !=3.1.*", "> 3", "==1.0rc1", "<=1.0b2", "==1.0.post1", "~=1.0.post1", "<2",
    ];

    [Fact]
    public void Versions_have_the_same_normal_form_and_order()
    {
        string[] normal = Oracle.Ask("python3", Import + "for l in sys.stdin: print(v.Version(l.strip()))", Versions);
        Assert.Equal(normal, Versions.Select(text => Parse(text).ToString()));
        const string Order = "vs = [l.strip() for l in sys.stdin]\nfor a in vs:\n  for b in vs:\n"
            + "    x, y = v.Version(a), v.Version(b)\n    print(-1 if x < y else 1 if x > y else 0)";
        string[] order = Oracle.Ask("python3", Import + Order, Versions);
        (string, string)[] pairs = [.. Versions.SelectMany(a => Versions.Select(b => (a, b)))];
        for (int i = 0; i < pairs.Length; i++)
        {
            int ours = Math.Sign(Parse(pairs[i].Item1).CompareTo(Parse(pairs[i].Item2)));
            Assert.True(order[i] == $"{ours}", $"{pairs[i]}: packaging says {order[i]}, we say {ours}");
        }
    }

    [Fact]
    public void Every_pair_of_specifier_and_version_has_the_same_answer()
    {
        const string Check = """
            for line in sys.stdin:
              spec, ver = line.rstrip('\n').split('\t')
              try:
                p = s.SpecifierSet(spec)
              except s.InvalidSpecifier:
                print('bad')
                continue
              print(str(p.contains(v.Version(ver))).lower())
            """;
        (string Specifier, string Version)[] pairs = [.. Specifiers.SelectMany(specifier => Versions.Select(version => (specifier, version)))];
        string[] answers = Oracle.Ask("python3", Import + Check, pairs.Select(p => $"{p.Specifier}\t{p.Version}"));
        for (int i = 0; i < pairs.Length; i++)
        {
            string ours = Pep440Specifiers.TryParse(pairs[i].Specifier, out Pep440Specifiers? specifiers)
                ? specifiers.Contains(Parse(pairs[i].Version)) ? "true" : "false" : "bad";
            Assert.True(answers[i] == ours, $"`{pairs[i].Specifier}` and {pairs[i].Version}: packaging says {answers[i]}, we say {ours}");
        }
    }

    // Not asked of the oracle: its older releases read what PEP 440 does not allow by rules of before.
    [Theory]
    [InlineData("3.8")]
    [InlineData("^3.8")]
    [InlineData(">=")]
    [InlineData("~=1")]
    [InlineData("==1.0.dev*")]
    [InlineData(">=1.0+local")]
    [InlineData(">=1.0.*")]
    [InlineData(null)]
    public void What_is_no_specifier_is_refused(string? text) => Assert.False(Pep440Specifiers.TryParse(text, out _));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("1.0.")]
    [InlineData("1.0+")]
    [InlineData("1.0-a-b")]
    [InlineData(null)]
    public void What_is_no_version_is_refused(string? text) => Assert.False(Pep440Version.TryParse(text, out _));

    private static Pep440Version Parse(string text) => Pep440Version.TryParse(text, out Pep440Version? version) ? version : throw new FormatException(text);
}

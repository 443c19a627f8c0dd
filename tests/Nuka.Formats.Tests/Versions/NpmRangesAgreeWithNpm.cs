using Nuka.Formats.Versions;

namespace Nuka.Formats.Tests.Versions;

public sealed class NpmRangesAgreeWithNpm
{
    private const string Script = """
        const path = require('path'), fs = require('fs');
        let semver = null;
        for (const dir of process.env.PATH.split(':')) {
          try { semver = require(path.join(path.dirname(fs.realpathSync(path.join(dir, 'npm'))), '../node_modules/semver')); break; } catch (e) { }
        }
        if (!semver) process.exit(77);
        for (const line of fs.readFileSync(0, 'utf8').split('\n')) {
          const [range, version] = line.split('\t');
          console.log(semver.validRange(range) === null ? 'bad' : String(semver.satisfies(version, range)));
        }
        """;

    // `1.x.3` is left out: releases of the oracle before and after 7.8 disagree about it.
    private static readonly string[] Ranges =
    [
        "", "*", "x", "1", "1.x", "1.2", "1.2.x", "1.2.3", "=1.2.3", "v1.2.3", ">=v1.2.3", "> 1.2.3", ">1", ">1.2", ">=1", ">=1.2", "<1", "<1.2", "<1.2.3",
        "<=1", "<=1.2", "<=1.2.3", "^1", "^1.2", "^1.2.3", "^0", "^0.1", "^0.1.2", "^0.0", "^0.0.3", "^0.0.x", "^0.x", "~1", "~1.2", "~1.2.3", "~0", "~> 1.2",
        "^1.2.3-beta.2", "~1.2.3-beta.2", ">=1.2.3-alpha", "1.2.3-alpha.7", "1.2.3 - 2.3.4", "1.2 - 2.3.4", "1.2.3 - 2.3", "1.2.3 - 2", "* - 2", "1 - *",
        ">=1.2.0 <2.0.0", ">=18", ">=18.0.0 <19 || >=20", "^18 || ^20.9.0 || >=22", "1.2.3 || bad", "bad", "1.2.3.4", ">=1.2.3+build", "1.2.3-0 - 1.2.3",
        "<1.2.3-beta", ">x", "<x", ">=x", "^x", "01.2.3", "1.2.3-01", "latest", ">=14 <15 || >= 16", "^1.2.3 <1.2.9", "^99999999999999999999", ">=0.0.0-0", "<0.0.0-0",
        "^0.0.0", "~0.0.1", "1.*", "1.2.*", "^*", "=", ">", "1.2.3 1.2.4", "x.x.x", "^ 1.2.3", "~ 1",
    ];

    private static readonly string[] Versions =
    [
        "0.0.0", "0.0.1", "0.0.3", "0.0.4", "0.1.0", "0.1.2", "0.1.9", "0.2.0", "1.0.0", "1.1.9", "1.2.0", "1.2.2", "1.2.3", "1.2.4", "1.2.9", "1.3.0", "1.99.0",
        "2.0.0", "2.3.4", "2.3.5", "2.4.0", "3.0.0", "14.21.3", "16.0.0", "18.20.4", "19.0.0", "20.8.1", "20.20.2", "22.1.0", "1.2.3-alpha", "1.2.3-alpha.7",
        "1.2.3-alpha.10", "1.2.3-beta.2", "1.2.3-beta.10", "1.2.3-0", "1.2.4-alpha", "2.0.0-0", "2.0.0-rc.1", "1.2.3+b", "0.0.0-0", "18.0.0-nightly", "1.0.0-x-y.1",
    ];

    [Fact]
    public void Every_pair_of_range_and_version_has_the_same_answer()
    {
        (string Range, string Version)[] pairs = [.. Ranges.SelectMany(range => Versions.Select(version => (range, version)))];
        string[] answers = Oracle.Ask("node", Script, pairs.Select(p => $"{p.Range}\t{p.Version}"));
        Assert.Equal(pairs.Length, answers.Length);
        for (int i = 0; i < pairs.Length; i++)
        {
            Assert.True(SemVersion.TryParse(pairs[i].Version, out SemVersion? version));
            string ours = NpmRange.TryParse(pairs[i].Range, out NpmRange? range) ? range.Contains(version) ? "true" : "false" : "bad";
            Assert.True(answers[i] == ours, $"`{pairs[i].Range}` and {pairs[i].Version}: npm says {answers[i]}, we say {ours}");
        }
    }

    [Fact]
    public void Versions_are_ordered_as_npm_orders_them()
    {
        const string Sort = """
            const path = require('path'), fs = require('fs');
            let semver = null;
            for (const dir of process.env.PATH.split(':')) {
              try { semver = require(path.join(path.dirname(fs.realpathSync(path.join(dir, 'npm'))), '../node_modules/semver')); break; } catch (e) { }
            }
            if (!semver) process.exit(77);
            console.log(fs.readFileSync(0, 'utf8').split('\n').sort(semver.compare).join('\n'));
            """;
        string[] ours = [.. Versions.Order(Comparer<string>.Create((a, b) => Parse(a).CompareTo(Parse(b))))];
        Assert.Equal(Oracle.Ask("node", Sort, Versions), ours);
    }

    [Theory]
    [InlineData("1.2")]
    [InlineData("v1.2.3")]
    [InlineData("1.2.3-")]
    [InlineData("1.2.3-01")]
    [InlineData("1.2.3+")]
    [InlineData("1.2.3-a..b")]
    [InlineData(" 1.2.3")]
    [InlineData("1.2.3\n")]
    [InlineData("9007199254740992.0.0")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_no_version_is_refused(string? text) => Assert.False(SemVersion.TryParse(text, out _));

    private static SemVersion Parse(string text) => SemVersion.TryParse(text, out SemVersion? version) ? version : throw new FormatException(text);
}

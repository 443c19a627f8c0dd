using FsCheck;
using FsCheck.Fluent;
using Nuka.Formats.Versions;

namespace Nuka.Formats.Tests.Versions;

public sealed class DebianVersionTests
{
    [Theory]
    [InlineData("1.0", "1.0", 0)]
    [InlineData("1.0", "0:1.0", 0)]
    [InlineData("1.0", "1.0-0", 0)]
    [InlineData("1.0a", "1.0a0", 0)]
    [InlineData("1.002", "1.2", 0)]
    [InlineData("1.0~rc1", "1.0", -1)]
    [InlineData("1.0~~", "1.0~", -1)]
    [InlineData("1.0", "1.0+b1", -1)]
    [InlineData("1.0a", "1.0+", -1)]
    [InlineData("9", "10", -1)]
    [InlineData("1:0", "999", 1)]
    [InlineData("1.2-3-4", "1.2-3-10", -1)]
    [InlineData("1.18446744073709551617", "1.18446744073709551616", 1)]
    [InlineData("0", "0-1", -1)]
    public void Versions_stand_in_the_order_of_policy(string left, string right, int expected)
    {
        DebianVersion a = DebianVersion.Parse(left);
        DebianVersion b = DebianVersion.Parse(right);
        Assert.Equal(expected, Math.Sign(a.CompareTo(b)));
        Assert.Equal(-expected, Math.Sign(b.CompareTo(a)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a1")]
    [InlineData("1:")]
    [InlineData(":1")]
    [InlineData("1.0-")]
    [InlineData("-1")]
    [InlineData("1_0")]
    [InlineData("1 0")]
    [InlineData(" 1.0")]
    [InlineData("1.0-1_")]
    [InlineData("1.0-1:2")]
    [InlineData("x:1")]
    [InlineData("+1:1")]
    [InlineData("1-2:3")]
    [InlineData("2147483648:1")]
    [InlineData("99999999999999999999:1")]
    [InlineData("1.é")]
    [InlineData("1.٣")]
    public void A_text_that_policy_does_not_know_is_refused(string text) => Assert.False(DebianVersion.TryParse(text, out _));

    [Fact]
    public void A_text_beyond_the_limit_is_refused()
    {
        Assert.True(DebianVersion.TryParse(new string('1', DebianVersion.MaximumLength), out _));
        Assert.False(DebianVersion.TryParse(new string('1', DebianVersion.MaximumLength + 1), out _));
    }

    [Fact]
    public void The_parts_of_a_version_are_told_apart()
    {
        DebianVersion version = DebianVersion.Parse("2:1.2-3-4~deb12u1");
        Assert.Equal(2, version.Epoch);
        Assert.Equal("1.2-3", version.Upstream.ToString());
        Assert.Equal("4~deb12u1", version.Revision.ToString());
        Assert.Equal("2:1.2-3-4~deb12u1", version.ToString());
        Assert.Equal(DebianVersion.Parse("0"), default);
    }

    [Fact]
    public void The_order_is_total_and_agrees_with_equality_and_hashes()
    {
        Arbitrary<(DebianVersion, DebianVersion, DebianVersion)> triples =
            (from a in DebianVersionGenerator.Version
             from b in DebianVersionGenerator.Near(a)
             from c in DebianVersionGenerator.Near(b)
             select (DebianVersion.Parse(a), DebianVersion.Parse(b), DebianVersion.Parse(c))).ToArbitrary();
        Prop.ForAll(triples, t => OrderHolds(t.Item1, t.Item2, t.Item3))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    private static bool OrderHolds(DebianVersion a, DebianVersion b, DebianVersion c)
    {
        bool reflexive = a.CompareTo(a) == 0 && a <= b == !(a > b);
        bool antisymmetric = Math.Sign(a.CompareTo(b)) == -Math.Sign(b.CompareTo(a));
        bool transitive = !(a <= b && b <= c) || a <= c;
        bool equality = a == b == (a.CompareTo(b) == 0) && (a != b || a.GetHashCode() == b.GetHashCode());
        return reflexive && antisymmetric && transitive && equality;
    }
}

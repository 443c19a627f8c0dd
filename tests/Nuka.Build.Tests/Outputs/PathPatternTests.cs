using Nuka.Build.Outputs;

namespace Nuka.Build.Tests.Outputs;

public sealed class PathPatternTests
{
    [Theory]
    [InlineData("", "", true)]
    [InlineData("*", "", true)]
    [InlineData("a", "a", true)]
    [InlineData("a", "ab", false)]
    [InlineData("a*", "a/b/c", true)]
    [InlineData("*_avx2", "sum_avx2", true)]
    [InlineData("*_avx2", "sum_avx2x", false)]
    [InlineData("*a*b*", "xxaxxbxx", true)]
    [InlineData("*a*b*", "xxbxxaxx", false)]
    [InlineData("a**b", "ab", true)]
    [InlineData("a?", "ab", false)]
    [InlineData("", "a", false)]
    public void Stars_stand_for_anything(string pattern, string text, bool expected) => Assert.Equal(expected, PathPattern.Matches(pattern, text));

    [Fact]
    public void A_pattern_made_to_be_slow_is_not() =>
        Assert.False(PathPattern.Matches(string.Concat(Enumerable.Repeat("*a", 200)) + "b", new string('a', 20000)));
}

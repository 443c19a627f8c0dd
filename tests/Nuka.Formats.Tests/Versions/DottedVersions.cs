using Nuka.Formats.Versions;

namespace Nuka.Formats.Tests.Versions;

public sealed class DottedVersions
{
    [Theory]
    [InlineData("3.11.2", "3.11", true)]
    [InlineData("3.11", "3.11.2", false)]
    [InlineData("3.1", "3.11", false)]
    [InlineData("1:1.19.8-2", "1.19", true)]
    [InlineData("v18.20.4+dfsg-1", "18", true)]
    public void A_prefix_is_a_prefix_of_numbers(string version, string prefix, bool expected) =>
        Assert.Equal(expected, Parse(version).StartsWith(Parse(prefix)));

    [Theory]
    [InlineData("1.10", "1.9", 1)]
    [InlineData("1.0", "1", 0)]
    [InlineData("1.63.0+dfsg1-2", "1.63", 0)]
    [InlineData("8.0.100", "8.0.99", 1)]
    public void Numbers_are_compared_as_numbers(string left, string right, int expected) =>
        Assert.Equal(expected, Math.Sign(Parse(left).CompareTo(Parse(right))));

    [Theory]
    [InlineData("stable")]
    [InlineData("")]
    [InlineData(null)]
    public void Words_are_no_version(string? text) => Assert.False(DottedVersion.TryParse(text, out _));

    private static DottedVersion Parse(string text) => DottedVersion.TryParse(text, out DottedVersion? version) ? version : throw new FormatException(text);
}

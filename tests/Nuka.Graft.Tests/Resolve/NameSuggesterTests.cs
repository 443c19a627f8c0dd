using Nuka.Graft.Resolve;

namespace Nuka.Graft.Tests.Resolve;

public sealed class NameSuggesterTests
{
    private static readonly string[] Names =
    [
        "ario", "cairo-dock", "cargo", "cython3", "gitk", "gt5", "libcairo2", "libcairo2-dev", "libcairo2-doc", "libgtk-3-0", "libgtk-3-dev",
        "libvips-dev", "libvips-doc", "libvips-tools", "libvips42", "libvpx7", "nodejs", "python3", "python3-numpy", "zlib1g-dev",
    ];

    [Theory]
    [InlineData("libvip", "libvips-dev libvips42")]
    [InlineData("libcaira2-dev", "libcairo2-dev")]
    [InlineData("pyhton3", "python3 cython3")]
    [InlineData("cariro", "libcairo2 libcairo2-dev")]
    [InlineData("gtk", "libgtk-3-0 libgtk-3-dev")]
    [InlineData("node", "nodejs")]
    [InlineData("numpy", "python3-numpy")]
    [InlineData("zlib", "zlib1g-dev")]
    [InlineData("q", "")]
    [InlineData("xyzzyq", "")]
    public void What_a_person_meant_stands_first(string wanted, string expected) =>
        Assert.Equal(expected, string.Join(' ', NameSuggester.Suggest(wanted, Names, 2)));
}

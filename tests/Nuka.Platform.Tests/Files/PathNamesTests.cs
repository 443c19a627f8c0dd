using FsCheck;
using FsCheck.Fluent;
using Nuka.Platform.Files;

namespace Nuka.Platform.Tests.Files;

public sealed class PathNamesTests
{
    [Theory]
    [InlineData("/a/b", "/a", "b")]
    [InlineData("/a/b/c", "/a", "b/c")]
    [InlineData("/a/b/", "/a", "b")]
    [InlineData("/a/b", "/a/", "b")]
    [InlineData("/a", "/", "a")]
    [InlineData("/a/b", "/", "a/b")]
    [InlineData("a/b", "a", "b")]
    [InlineData("/é/b", "/é", "b")]
    [InlineData("/a", "/a", "")]
    [InlineData("/a/", "/a", "")]
    [InlineData("/a", "/a/", "")]
    [InlineData("/", "/", "")]
    [InlineData("a", "a", "")]
    [InlineData("/ab", "/a", null)]
    [InlineData("/a-b/c", "/a", null)]
    [InlineData("/a", "/a/b", null)]
    [InlineData("/", "/a", null)]
    [InlineData("/A/b", "/a", null)]
    [InlineData("/e\u0301/b", "/é", null)]
    [InlineData("/é/b", "/e", null)]
    [InlineData("/a\u200D/b", "/a", null)]
    [InlineData("a/b", "/", null)]
    [InlineData("ab", "a", null)]
    [InlineData("a", "", null)]
    public void What_lies_below_a_directory_is_told_letter_by_letter(string path, string above, string? relative)
    {
        Assert.Equal(relative, PathNames.Relative(path, above));
        Assert.Equal(relative is not null, PathNames.IsAtOrBelow(path, above));
        Assert.Equal(relative is { Length: > 0 }, PathNames.IsBelow(path, above));
    }

    [Fact]
    public void A_path_is_below_exactly_the_directories_that_its_parts_begin_with()
    {
        Gen<string[]> parts = Gen.Elements("a", "b", "ab", "é", "..").ArrayOf().Where(found => found.Length <= 4);
        Prop.ForAll(Gen.Zip(parts, parts).ToArbitrary(), pair =>
        {
            (string[] inner, string[] outer) = pair;
            bool begins = inner.Length >= outer.Length && inner.AsSpan(0, outer.Length).SequenceEqual(outer);
            string path = "/" + string.Join('/', inner);
            string above = "/" + string.Join('/', outer);
            return PathNames.IsAtOrBelow(path, above) == begins
                && PathNames.IsBelow(path, above) == (begins && inner.Length > outer.Length)
                && (!begins || PathNames.Relative(path, above) == string.Join('/', inner[outer.Length..]));
        }).QuickCheckThrowOnFailure();
    }
}

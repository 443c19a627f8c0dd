using Nuka.Cli.Commands;

namespace Nuka.Cli.Tests.Commands;

/// <summary>What <c>nuka search</c> finds of the packages that came with nuka.</summary>
public sealed class OwnPackagesTests
{
    private static readonly OwnPackages Packages = new(Path.Combine(AppContext.BaseDirectory, "packages"));

    [Theory]
    [InlineData("JSON filter", "jq: a filter for JSON")]
    [InlineData("zstd", "zstd: fast compression, as a program and a library")]
    [InlineData("zstd json", "")]
    public void A_package_is_found_by_words_of_its_name_and_of_its_first_line(string words, string found) =>
        Assert.Equal(found, string.Join(", ", Packages.Search(words.Split(' ')).Select(package => $"{package.Name}: {package.Description}")));

    [Fact]
    public void Every_package_has_a_description() =>
        Assert.All(Packages.Search([""]), package => Assert.Matches("^[A-Za-z0-9].+[A-Za-z0-9)]$", package.Description));
}

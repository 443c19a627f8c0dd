using FsCheck;
using FsCheck.Fluent;
using Nuka.Platform.Errors;

namespace Nuka.Platform.Tests.Errors;

public sealed class SpellingTests
{
    [Theory]
    [InlineData("exce", "exec")]
    [InlineData("serach", "search")]
    [InlineData("sh", "shell")]
    public void The_nearest_command_is_suggested(string typed, string meant) =>
        Assert.Equal(meant, Spelling.Nearest(typed, ["exec", "shell", "search", "source"]).First());

    [Fact]
    public void Nothing_is_suggested_for_a_word_far_from_all() => Assert.Empty(Spelling.Nearest("frobnicate", ["exec", "shell"]));

    [Fact]
    public void Distance_is_symmetric_zero_only_for_equal_words_and_at_most_the_longer_length() => Prop.ForAll<NonNull<string>,
        NonNull<string>>((left, right) =>
    {
        int distance = Spelling.Distance(left.Get, right.Get);
        return distance == Spelling.Distance(right.Get, left.Get)
            && distance == 0 == (left.Get == right.Get)
            && distance <= Math.Max(left.Get.Length, right.Get.Length);
    }).QuickCheckThrowOnFailure();
}

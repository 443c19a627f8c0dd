using System.Text;
using System.Text.RegularExpressions;
using Nuka.Graft.Cleaning;

namespace Nuka.Graft.Tests.Cleaning;

public sealed partial class CleaningPolicyTests
{
    [Fact]
    public void Every_example_of_the_specification_is_of_the_class_it_says()
    {
        int count = 0;
        foreach (Match row in Row().Matches(Checkout.Read("specs/cleaning.md")))
        {
            string path = row.Groups["path"].Value;
            bool directory = path.EndsWith('/');
            Assert.Equal((path, row.Groups["class"].Value), (path, CleaningPolicy.Classify(Encoding.UTF8.GetBytes(path.TrimEnd('/')), directory).ToString()));
            count++;
        }

        Assert.True(count >= 40, $"{count} examples were found");
    }

    [Fact]
    public void A_policy_is_its_classes_and_the_epoch()
    {
        Assert.Equal("cleaning/1:Documentation,Info,Lintian,Locale,Manual", CleaningPolicy.Development.Identity);
        Assert.Equal("cleaning/1:", CleaningPolicy.Everything.Identity);
        Assert.Equal(
            CleaningPolicy.Create("a", [CleaningClass.Info, CleaningClass.Manual]).Identity,
            CleaningPolicy.Create("b", [CleaningClass.Manual, CleaningClass.Info, CleaningClass.Info]).Identity);
        Assert.Throws<ArgumentException>(() => CleaningPolicy.Create("c", [CleaningClass.Kept]));
    }

    [Fact]
    public void The_run_policy_leaves_out_all_that_the_development_policy_does()
    {
        Assert.All(Enum.GetValues<CleaningClass>(), one => Assert.True(!CleaningPolicy.Development.LeavesOut(one) || CleaningPolicy.Run.LeavesOut(one)));
        Assert.True(CleaningPolicy.Run.LeavesOut(CleaningClass.Header));
        Assert.False(CleaningPolicy.Development.LeavesOut(CleaningClass.Header));
        Assert.False(CleaningPolicy.Run.LeavesOut(CleaningClass.Gconv));
    }

    [GeneratedRegex(@"^\| `(?<path>[^`]+)` \| (?<class>\w+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}

using FsCheck;
using FsCheck.Fluent;
using Nuka.Platform.Processors;

namespace Nuka.Platform.Tests.Processors;

public sealed class CpuLevelsTests
{
    private static readonly string[] Architectures = ["x86_64", "aarch64", "riscv64"];

    public static TheoryData<string, string, string, string> Machines()
    {
        TheoryData<string, string, string, string> data = [];
        string[] lines = [.. Checkout.Read("tests/Nuka.Platform.Tests/Processors/machines.txt").Split('\n').Where(line => line.Length > 0 && line[0] != '#')];
        foreach (string[] pair in lines.Chunk(2))
        {
            string[] head = [.. pair[0].Split('|').Select(part => part.Trim())];
            data.Add(head[0], head[1], head[2], pair[1]);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Machines))]
    public void Real_machines_have_the_levels_that_their_makers_name(string name, string architecture, string highest, string features)
    {
        string word = architecture switch { "x86_64" => "flags", "aarch64" => "Features", _ => "isa" };
        CpuFeatures machine = CpuFeatures.Read(architecture, $"processor\t: 0\nmodel name\t: {name}\n{word}\t\t: {features}\nbogomips\t: 1\n");
        Assert.Equal(highest.Split(' '), machine.Highest.Select(level => level.Name));
    }

    [Fact]
    public void The_order_is_partial_reflexive_antisymmetric_and_transitive()
    {
        foreach (CpuLevel one in CpuLevels.All)
        {
            Assert.True(CpuLevels.IsAtMost(one, one));
            foreach (CpuLevel two in CpuLevels.All)
            {
                Assert.False(one != two && CpuLevels.IsAtMost(one, two) && CpuLevels.IsAtMost(two, one), $"{one.Name} and {two.Name} are below each other");
                foreach (CpuLevel three in CpuLevels.All.Where(three => CpuLevels.IsAtMost(one, two) && CpuLevels.IsAtMost(two, three)))
                {
                    Assert.True(CpuLevels.IsAtMost(one, three), $"{one.Name} ≤ {two.Name} ≤ {three.Name}");
                }
            }
        }
    }

    [Fact]
    public void One_level_is_at_most_another_exactly_if_the_other_has_all_of_its_features()
    {
        foreach (CpuLevel one in CpuLevels.All)
        {
            foreach (CpuLevel two in CpuLevels.All)
            {
                bool contains = one.Architecture == two.Architecture && FeaturesOf(one).IsSubsetOf(FeaturesOf(two));
                Assert.True(contains == CpuLevels.IsAtMost(one, two), $"{one.Name} and {two.Name}");
            }
        }
    }

    [Fact]
    public void Names_are_unique_parents_come_first_and_the_lowest_is_below_all_of_its_architecture()
    {
        foreach (Func<CpuLevel, string> name in (Func<CpuLevel, string>[])[level => level.Name, level => level.Compiler, level => level.Archspec])
        {
            string[] names = [.. CpuLevels.All.Select(name).Where(text => text.Length > 0)];
            Assert.Equal(names.Length, names.Distinct().Count());
        }

        foreach (CpuLevel level in CpuLevels.All)
        {
            Assert.All(level.Parents, parent => Assert.InRange(CpuLevels.All.IndexOf(CpuLevels.Find(parent)!), 0, CpuLevels.All.IndexOf(level) - 1));
            CpuLevel lowest = CpuLevels.Lowest(level.Architecture)!;
            Assert.True(CpuLevels.IsAtMost(lowest, level));
            Assert.Empty(lowest.Adds);
        }

        Assert.Null(CpuLevels.Lowest("vax"));
        Assert.Null(CpuLevels.Find("x86-64-v5"));
    }

    [Fact]
    public void A_machine_of_any_features_runs_what_is_below_what_it_runs_and_its_best_is_a_maximum()
    {
        string[] words = [.. CpuLevels.All.SelectMany(level => level.Adds).Distinct()];
        Gen<(string Architecture, string[] Words, CpuLevel[] Named)> machines =
            from architecture in Gen.Elements(Architectures)
            from missing in Gen.SubListOf(words).Select(list => list.Take(4))
            from named in Gen.SubListOf(CpuLevels.All.AsEnumerable())
            select (architecture, words.Except(missing).ToArray(), named.ToArray());
        Prop.ForAll(machines.ToArbitrary(), machine =>
        {
            CpuFeatures features = Machine(machine.Architecture, machine.Words);
            bool isClosed = features.Levels.All(level => CpuLevels.All.Where(below => CpuLevels.IsAtMost(below, level)).All(features.Runs));
            bool hasLowest = features.Runs(CpuLevels.Lowest(machine.Architecture)!);
            bool isMaximal = features.Highest.All(top => features.Levels.All(level => level == top || !CpuLevels.IsAtMost(top, level)));
            bool isCovered = features.Levels.All(level => features.Highest.Any(top => CpuLevels.IsAtMost(level, top)));
            CpuLevel? best = features.Best(machine.Named);
            bool isBest = best is null
                ? !machine.Named.Any(features.Runs)
                : features.Runs(best) && machine.Named.Contains(best) && !machine.Named.Any(other => other != best && features.Runs(other) && CpuLevels.IsAtMost(best, other));
            return isClosed && hasLowest && isMaximal && isCovered && isBest && best == features.Best(machine.Named.Reverse());
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_feature_more_never_takes_a_level_away()
    {
        string[] words = [.. CpuLevels.All.SelectMany(level => level.Adds).Distinct()];
        Gen<(string Architecture, string[] Words, string More)> machines =
            from architecture in Gen.Elements(Architectures)
            from some in Gen.SubListOf(words)
            from more in Gen.Elements(words)
            select (architecture, some.ToArray(), more);
        Prop.ForAll(machines.ToArbitrary(), machine =>
            Machine(machine.Architecture, machine.Words).Levels.All(Machine(machine.Architecture, [.. machine.Words, machine.More]).Runs)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_only_some_processors_of_a_machine_have_does_not_count()
    {
        string large = "flags : " + string.Join(' ', FeaturesOf(CpuLevels.Find("x86-64-v4")!));
        string small = "flags : " + string.Join(' ', FeaturesOf(CpuLevels.Find("x86-64-v3")!));
        Assert.Equal("x86-64-v4", Assert.Single(CpuFeatures.Read("x86_64", $"{large}\n\n{large}\n").Highest).Name);
        Assert.Equal("x86-64-v3", Assert.Single(CpuFeatures.Read("x86_64", $"{large}\n\n{small}\n").Highest).Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("flags")]
    [InlineData("flags :")]
    [InlineData(":::\n\0\n: flags avx2\nflags avx2")]
    [InlineData("vmx flags : avx avx2 bmi1 bmi2 f16c fma abm movbe xsave cx16 lahf_lm popcnt pni sse4_1 sse4_2 ssse3")]
    public void A_file_that_says_nothing_gives_the_lowest_level(string text)
    {
        Assert.Equal("x86-64-v1", Assert.Single(CpuFeatures.Read("x86_64", text).Levels).Name);
        Assert.Empty(CpuFeatures.Read("vax", text).Levels);
    }

    private static CpuFeatures Machine(string architecture, string[] words) =>
        CpuFeatures.Read(architecture, (architecture == "x86_64" ? "flags : " : "Features : ") + string.Join(' ', words));

    private static HashSet<string> FeaturesOf(CpuLevel level) =>
        [.. level.Adds, .. level.Parents.SelectMany(parent => FeaturesOf(CpuLevels.Find(parent)!)), level.Architecture];
}

using System.Text;
using Nuka.Build.Outputs.References;

namespace Nuka.Build.Tests.Outputs;

public sealed class ModuleFileTests : OutputFixture
{
    [Theory]
    [InlineData("Requires: a\n")]
    [InlineData("Requires: a b,c , d\n")]
    [InlineData("Requires: a >= 1.2, b < 5 c = 4\nRequires.private: d != 5 e\n")]
    [InlineData("x = a\ny=${x} b\nRequires: ${y}\n")]
    [InlineData("Requires: a # b\n")]
    [InlineData("Requires: a \\\n  b\n")]
    [InlineData("Requires:\nRequires.private:\n")]
    [InlineData("Libs: -la\nCflags: -I/usr\n")]
    public void It_is_read_as_pkg_config_reads_it(string rows)
    {
        string file = Put("pc", "own.pc", $"{rows}Name: own\nDescription: own\nVersion: 1\n");
        foreach (string name in (string[])["a", "b", "c", "d", "e"])
        {
            Put("pc", $"{name}.pc", $"Name: {name}\nDescription: {name}\nVersion: 4\n");
        }

        string said = Demand("pkg-config", "--print-requires", "--print-requires-private", file);
        IEnumerable<string> expected = said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(row => row.Split(' ')[0]);
        Assert.Equal(expected.Order(), ModuleFile.Requires(File.ReadAllBytes(file)).Order());
    }

    [Fact]
    public void A_version_may_stand_directly_behind_the_comparison() =>
        Assert.Equal(["a", "b"], ModuleFile.Requires("Requires: a >=1.2 b <5\n"u8));

    [Fact]
    public void Variables_that_stand_for_gigabytes_or_for_themselves_are_not_followed_to_the_end()
    {
        string much = string.Concat(Enumerable.Range(0, 60).Select(index => $"v{index}={string.Concat(Enumerable.Repeat($"${{v{index + 1}}}", 1000))}\n"));
        Assert.NotEmpty(ModuleFile.Requires(Encoding.UTF8.GetBytes($"{much}Requires: ${{v0}}\n")));
        Assert.Equal(["${a}"], ModuleFile.Requires("a=${a}\nRequires: ${a}\n"u8));
    }
}

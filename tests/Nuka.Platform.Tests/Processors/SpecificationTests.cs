using Nuka.Platform.Processors;

namespace Nuka.Platform.Tests.Processors;

public sealed class SpecificationTests
{
    [Fact]
    public void The_table_of_the_specification_is_the_table_of_the_levels()
    {
        IEnumerable<string> rows = Checkout.Read("specs/levels.md").Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Replace("`", "", StringComparison.Ordinal));
        Assert.Equal(CpuLevels.All.Select(Row), rows);
    }

    private static string Row(CpuLevel level) =>
        $"| {level.Name} | {level.Architecture} | {Or(level.Archspec)} | {level.Compiler} | {Or(string.Join(' ', level.Parents))} | {Or(string.Join(' ', level.Adds))} |";

    private static string Or(string text) => text.Length == 0 ? "–" : text;
}

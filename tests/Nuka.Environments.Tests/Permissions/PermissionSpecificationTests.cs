using Nuka.Environments.Permissions;
using Nuka.Platform.Errors;

namespace Nuka.Environments.Tests.Permissions;

/// <summary>Runs the examples of specs/permissions.md.</summary>
public sealed class PermissionSpecificationTests
{
    [Fact]
    public void Every_example_of_the_specification_holds()
    {
        string[] examples = Block("permissions");
        Assert.NotEmpty(examples);
        foreach (string example in examples)
        {
            string[] sides = example.Split("->", StringSplitOptions.TrimEntries);
            Assert.Equal(sides[1], PermissionGrammar.Parse(sides[0], "/home/ada").ToString());
        }
    }

    [Fact]
    public void Every_refused_example_is_refused()
    {
        string[] examples = Block("permissions-refused");
        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Throws<NukaException>(() => PermissionGrammar.Parse(example, "/home/ada")));
    }

    private static string[] Block(string language)
    {
        string text = Checkout.Read("specs/permissions.md");
        int start = text.IndexOf($"```{language}\n", StringComparison.Ordinal) + language.Length + 4;
        return text[start..text.IndexOf("```", start, StringComparison.Ordinal)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}

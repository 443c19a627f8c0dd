using System.Text.RegularExpressions;
using Nuka.Cli.Frame;

namespace Nuka.Cli.Tests.Frame;

/// <summary>Whatever tells a person to type a command names one that exists, with options that it has.</summary>
public sealed partial class MentionedCommandsTests
{
    private static readonly CommandNode Root = CommandNode.Root();

    [Fact]
    public void Hints_name_commands_that_exist()
    {
        IEnumerable<string> sources = Directory.EnumerateFiles(Path.Join(Checkout.Directory, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal));
        Assert.Equal("", Wrong(sources, Hint()));
    }

    [Fact]
    public void Documents_name_commands_that_exist()
    {
        IEnumerable<string> documents = Directory.EnumerateFiles(Path.Join(Checkout.Directory, "docs"), "*.md", SearchOption.AllDirectories)
            .Append(Path.Join(Checkout.Directory, "README.md"));
        Assert.Equal("", Wrong(documents, Typed()));
    }

    private static string Wrong(IEnumerable<string> files, Regex pattern)
    {
        List<string> wrong = [];
        foreach (string file in files)
        {
            foreach (Match match in pattern.Matches(File.ReadAllText(file)))
            {
                if (Explain(match.Groups["words"].Value) is { } reason)
                {
                    wrong.Add($"{Path.GetRelativePath(Checkout.Directory, file)}: {match.Value.Trim()}: {reason}");
                }
            }
        }

        return string.Join('\n', wrong);
    }

    // Only nuka's own words are looked at: what stands behind the first argument of `exec` belongs to another program.
    private static string? Explain(string typed)
    {
        CommandNode at = Root;
        foreach (string word in typed.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.StartsWith("--", StringComparison.Ordinal) && word.Length > 2)
            {
                string name = word.Split('=')[0];
                bool known = at.Options.Concat(new GlobalOptions().All).Any(option => option.Name == name) || name is "--version" or "--help";
                return known ? null : $"`{at.Words}` has no option {name}";
            }

            if (at.Children.Length == 0 || !CommandWord().IsMatch(word))
            {
                return null;
            }

            if (at.Children.FirstOrDefault(child => child.Name == word) is not { } child)
            {
                return $"there is no command `{at.Words} {word}`";
            }

            at = child;
        }

        return null;
    }

    [GeneratedRegex("^[a-z][a-z-]*$")]
    private static partial Regex CommandWord();

    [GeneratedRegex(@"try: nuka (?<words>[^""{\\`]+)")]
    private static partial Regex Hint();

    // The command between backticks, or after a sign that begins a line of a block. `./nuka release` is a word of the script.
    [GeneratedRegex(@"(?:`|```sh\n(?:[^`]*\n)?)(?:\./)?nuka (?!release)(?<words>[^`\n#]+)")]
    private static partial Regex Typed();
}

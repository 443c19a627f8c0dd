using System.Text.RegularExpressions;

namespace Nuka.Architecture.Tests;

/// <summary>The documents hang together: every link leads somewhere, every page can be reached, the first commands of the README can be
/// typed.</summary>
public sealed partial class DocumentTests
{
    private const int FirstScreenLines = 50;

    [Fact]
    public void Every_link_leads_to_a_file_and_to_a_heading_in_it() => Findings.None(
        from document in CheckoutFiles.Documents
        from Match match in Link().Matches(WithoutCode(Checkout.Read(document)))
        let target = match.Groups["target"].Value
        where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal)
        let finding = Follow(document, target)
        where finding is not null
        select $"{document}: {finding}");

    [Fact]
    public void Every_page_of_the_documentation_can_be_reached_from_its_index()
    {
        HashSet<string> reached = [];
        var waiting = new Stack<string>(["README.md"]);
        while (waiting.TryPop(out string? document))
        {
            if (!reached.Add(document) || !document.EndsWith(".md", StringComparison.Ordinal) || !CheckoutFiles.All.Contains(document))
            {
                continue;
            }

            foreach (Match match in Link().Matches(WithoutCode(Checkout.Read(document))))
            {
                Push(waiting, Resolve(document, match.Groups["target"].Value.Split('#')[0]));
            }
        }

        Findings.None(CheckoutFiles.All.Where(file =>
            (file.StartsWith("docs/", StringComparison.Ordinal) && !file.StartsWith("docs/man/", StringComparison.Ordinal))
            || (file.StartsWith("specs/", StringComparison.Ordinal) && file.EndsWith(".md", StringComparison.Ordinal)))
                .Where(file => !reached.Contains(file)));
    }

    [Fact]
    public void The_commands_on_the_first_screen_of_the_readme_can_be_typed()
    {
        string screen = string.Join('\n', CheckoutFiles.Lines("README.md").Take(FirstScreenLines).Select(line => line.Text));
        string[] commands = [.. ShellBlock().Matches(screen).SelectMany(match => match.Groups["text"].Value.Split('\n'))
            .Where(line => line.StartsWith("./", StringComparison.Ordinal))];
        Assert.NotEmpty(commands);
        foreach (string[] words in commands.Select(command => command.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            Assert.True(File.Exists(Path.Join(Checkout.Directory, words[0])), $"{words[0]} does not exist");
            int at = Array.IndexOf(words, "-C");
            Assert.True(at < 0 || Directory.Exists(Path.Join(Checkout.Directory, words[at + 1])), $"{string.Join(' ', words)}: no such directory");
        }
    }

    // A link to a directory shows all of its files.
    private static void Push(Stack<string> waiting, string target)
    {
        waiting.Push(target);
        foreach (string file in CheckoutFiles.All.Where(file => Path.GetDirectoryName(file) == target.TrimEnd('/')))
        {
            waiting.Push(file);
        }
    }

    private static string? Follow(string document, string target)
    {
        string[] parts = target.Split('#', 2);
        string file = parts[0].Length == 0 ? document : Resolve(document, parts[0]);
        if (!CheckoutFiles.All.Contains(file) && !Directory.Exists(Path.Join(Checkout.Directory, file)))
        {
            return $"{target} leads nowhere";
        }

        bool hasHeading = parts.Length == 1 || Heading().Matches(Checkout.Read(file)).Any(match => Anchor(match.Groups["text"].Value) == parts[1]);
        return hasHeading ? null : $"{target}: no such heading";
    }

    private static string Resolve(string document, string target) =>
        target.Length == 0 ? document : Path.GetRelativePath("/", Path.GetFullPath(target, "/" + Path.GetDirectoryName(document)));

    private static string Anchor(string heading) =>
        NotInAnchor().Replace(heading.Trim().ToLowerInvariant(), string.Empty).Replace(' ', '-');

    private static string WithoutCode(string text) => Code().Replace(text, string.Empty);

    [GeneratedRegex(@"\[[^\]]*\]\((?<target>[^)\s]+)\)|(?:src|href)=""(?<target>[^""]+)""")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex("```.*?```|`[^`\n]*`", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex("```sh\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlock();
}

using System.Text.RegularExpressions;

namespace Nuka.Architecture.Tests;

/// <summary>Every error that a person can meet is documented, and nothing is documented that no longer exists.</summary>
public sealed partial class ErrorCodeTests
{
    private const string Folder = "docs/reference/errors/";

    [Fact]
    public void Every_code_in_the_sources_is_documented()
    {
        HashSet<string> documented = [.. Documented().Select(entry => entry.Code)];
        Findings.None(Used().Where(use => !documented.Contains(use.Code)).Select(use => $"{use.File}: {use.Code} has no entry in {Folder}"));
    }

    [Fact]
    public void Every_documented_code_exists()
    {
        string[] sources = [.. CheckoutFiles.ProductSources.Select(Checkout.Read)];
        Findings.None(Documented().Where(entry => !sources.Any(text => text.Contains(entry.Code, StringComparison.Ordinal)))
            .Select(entry => $"{entry.File}: {entry.Code} is nowhere in src/"));
    }

    [Fact]
    public void A_code_is_documented_once_with_its_cause_and_its_cure()
    {
        Findings.None(Documented().GroupBy(entry => entry.Code).Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {group.Count()} entries"));
        Findings.None(Documented()
            .Where(entry => !entry.Text.Contains("**Cause", StringComparison.Ordinal) || !entry.Text.Contains("**Cure", StringComparison.Ordinal))
            .Select(entry => $"{entry.File}: {entry.Code} lacks its cause or its cure"));
    }

    [Fact]
    public void There_are_codes() => Assert.NotEmpty(Used());

    private static IEnumerable<(string File, string Code)> Used() =>
        (from file in CheckoutFiles.ProductSources
         from Match match in Literal().Matches(Checkout.Read(file))
         let code = match.Groups["code"].Value
         // `nuka/…` is the code of what no room foresaw, which only the command line meets; in a room such a literal is a path.
         where file.StartsWith("src/Nuka.Cli/", StringComparison.Ordinal) || !code.StartsWith("nuka/", StringComparison.Ordinal)
         select (file, code)).Distinct();

    private static IEnumerable<(string File, string Code, string Text)> Documented() =>
        from file in CheckoutFiles.Documents.Where(file => file.StartsWith(Folder, StringComparison.Ordinal))
        from section in Checkout.Read(file).Split("\n## ").Skip(1)
        let code = section.Split('\n')[0].Trim().Trim('`')
        select (file, code, section);

    // A literal of the shape "room/name" is a code wherever it stands: rooms pass codes through functions of their own. `u8` literals are bytes on
    // disk.
    [GeneratedRegex("\"(?<code>(?:nuka|cli|platform|content|formats|store|sandbox|solve|graft|environments|projects|packages|build|trust)/"
        + "[a-z][a-z0-9]*(?:-[a-z0-9]+)*)\"(?!u8)")]
    private static partial Regex Literal();
}

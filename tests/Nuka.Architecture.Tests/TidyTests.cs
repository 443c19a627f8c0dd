using System.Text.RegularExpressions;

namespace Nuka.Architecture.Tests;

/// <summary>What holds for every file: the habits of CONTRIBUTING.md that a machine can check.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed partial class TidyTests
{
    private const string StateDirectory = "src/Nuka.Platform/State/StateDirectory.cs";
    private const int LineColumns = 200;
    private const int FileLines = 400;

    private static readonly string[] Text = [".cs", ".md", ".sh", ".csproj", ".props", ".targets", ".slnx", ".toml", ".json", ".yml", ".scenario",
        ".txt"];

    // Written in two parts so that this file does not find itself.
    private static readonly string[] Unfinished = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"];

    [Fact]
    public void A_line_fits() => Findings.None(
        from file in CheckoutFiles.Sources.Concat(Scripts())
        from line in CheckoutFiles.Lines(file)
        where line.Text.Length > LineColumns && !LongLiteral().IsMatch(line.Text)
        select $"{file}:{line.Number}: {line.Text.Length} columns");

    [Fact]
    public void Directories_of_the_state_are_named_in_one_place() => Findings.None(
        from name in StateName().Matches(Checkout.Read(StateDirectory)).Select(match => match.Value)
        from file in CheckoutFiles.Sources
        where file.StartsWith("src/", StringComparison.Ordinal) && file != StateDirectory && !file.StartsWith("src/Nuka.Launcher/", StringComparison.Ordinal)
        from line in CheckoutFiles.Lines(file)
        where line.Text.Contains(name, StringComparison.Ordinal)
        select $"{file}:{line.Number}: {name} is a member of StateDirectory");

    [Fact]
    public void A_file_is_about_one_thing() => Findings.None(
        from file in CheckoutFiles.Sources
        let lines = CheckoutFiles.Lines(file).Count()
        where lines > FileLines
        select $"{file}: {lines} lines");

    [Fact]
    public void Lines_end_plainly() => Findings.None(
        from file in CheckoutFiles.Sources.Concat(Scripts())
        let text = Checkout.Read(file)
        where TabIndent().IsMatch(text) || text.Contains('\r', StringComparison.Ordinal) || !text.EndsWith('\n') || BlankAtEnd()
            .IsMatch(text)
        select $"{file}: an indent of tabs, a carriage return, a blank at a line's end, or no last line end");

    [Fact]
    public void Nothing_is_left_for_later() => Findings.None(
        from file in CheckoutFiles.Sources.Concat(Scripts())
        from line in CheckoutFiles.Lines(file)
        where Unfinished.Any(word => Regex.IsMatch(line.Text, $@"\b{word}\b"))
        select $"{file}:{line.Number}: {line.Text.Trim()}");

    [Fact]
    public void Names_say_what_a_thing_is() => Findings.None(
        from file in CheckoutFiles.All
        where file.Split('/').Any(part => VagueName().IsMatch(part))
        select file);

    [Fact]
    public void A_file_holds_one_public_type_and_is_named_like_it() => Findings.None(
        from file in CheckoutFiles.ProductSources
        let names = TopLevelType().Matches(Checkout.Read(file)).Select(match => match.Groups["name"].Value).Distinct().ToArray()
        let expected = Path.GetFileName(file).Split('.')[0]
        where names.Length > 0 && (names.Length > 1 || names[0] != expected)
        select $"{file}: {string.Join(", ", names)}");

    [Fact]
    public void No_path_of_a_developers_machine_is_named() => Findings.None(
        from file in CheckoutFiles.All.Where(IsText)
        from line in CheckoutFiles.Lines(file)
        where PrivatePath().IsMatch(line.Text)
        select $"{file}:{line.Number}: {line.Text.Trim()}");

    [Fact]
    public void Every_script_can_be_run_and_says_its_shell() => Findings.None(
        from file in Scripts()
        where !Checkout.Read(file).StartsWith("#!/", StringComparison.Ordinal)
            || (File.GetUnixFileMode(Path.Join(Checkout.Directory, file)) & UnixFileMode.UserExecute) == 0
        select file);

    private static IEnumerable<string> Scripts() => CheckoutFiles.All.Where(file =>
        file.EndsWith(".sh", StringComparison.Ordinal)
            || file is "nuka" or "test" or ".ci/run" || file.StartsWith("release/", StringComparison.Ordinal));

    private static bool IsText(string file) => Text.Contains(Path.GetExtension(file)) || Scripts().Contains(file);

    // Data of a test is easier to read in one line than in two.
    // The launcher is freestanding and has no such class.
    [GeneratedRegex(@"""[a-z]+-v[0-9]+(?="")")]
    private static partial Regex StateName();

    [GeneratedRegex("\"[^\"]{120,}\"")]
    private static partial Regex LongLiteral();

    [GeneratedRegex("^ *\t", RegexOptions.Multiline)]
    private static partial Regex TabIndent();

    [GeneratedRegex(@"[ \t]+$", RegexOptions.Multiline)]
    private static partial Regex BlankAtEnd();

    [GeneratedRegex("(Helper|Helpers|Util|Utils|Utilities|Common|(?<!Package)Manager|Managers)(\\.|$)")]
    private static partial Regex VagueName();

    // Top level is column 1, as namespaces are file-scoped.
    [GeneratedRegex(@"^public (?:(?:sealed|static|abstract|readonly|ref|partial|unsafe) )*"
        + @"(?:class|struct|interface|enum|record(?: struct| class)?|delegate \S+) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex TopLevelType();

    [GeneratedRegex(@"(?<![\w./~}])/(work/|root/\.)")]
    private static partial Regex PrivatePath();
}

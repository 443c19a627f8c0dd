using System.Collections.Immutable;
using System.Text.Json;
using Nuka.Cli.Explanations;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;

namespace Nuka.Cli.Tests.Explanations;

public sealed class ExplainTests
{
    private static readonly ImmutableArray<ErrorEntry> Entries = ErrorPages.Read();

    [Fact]
    public void Every_entry_of_the_documentation_can_be_explained()
    {
        string folder = Path.Join(Checkout.Directory, "docs/reference/errors");
        string[] documented =
        [
            .. Directory.EnumerateFiles(folder, "*.md").SelectMany(File.ReadLines).Where(line => line.StartsWith("## ", StringComparison.Ordinal))
                .Select(line => line[3..].Trim()).Order(StringComparer.Ordinal),
        ];
        Assert.NotEmpty(documented);
        Assert.Equal(documented, Entries.Select(entry => entry.Code));
        Assert.All(Entries, entry => Assert.True(entry.Cause.Length > 0 && entry.Cure.Length > 0, entry.Code));
    }

    [Theory]
    [InlineData("store/disk-full", "store/disk-full")]
    [InlineData("error[store/disk-full]:", "store/disk-full")]
    [InlineData("two-owners", "environments/two-owners")]
    [InlineData("disk-full", "graft/disk-full")]
    public void A_code_is_found_as_it_is_copied_and_without_its_room(string typed, string code)
    {
        CommandLineRun run = CommandLineRun.Of("explain", typed);
        Assert.Equal((ExitCodes.Done, string.Empty), (run.ExitCode, run.Error));
        Assert.StartsWith($"{code}\n\nCause: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n\nCure: ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void As_data_it_is_every_error_of_that_name()
    {
        using var document = JsonDocument.Parse(CommandLineRun.Of("explain", "disk-full", "--json").Output);
        string[] codes = [.. document.RootElement.EnumerateArray().Select(entry => entry.GetProperty("code").GetString()!)];
        Assert.Equal(["graft/disk-full", "nuka/disk-full", "projects/disk-full", "store/disk-full"], codes);
    }

    [Theory]
    [InlineData("store/disc-full", "hint: try: nuka explain store/disk-full\n")]
    [InlineData("tow-owners", "hint: try: nuka explain environments/two-owners\n")]
    [InlineData("libvips", "hint: the code is what stands in brackets behind `error`, such as store/disk-full\n")]
    public void Another_word_is_refused_with_what_may_have_been_meant(string typed, string hint)
    {
        CommandLineRun run = CommandLineRun.Of("explain", typed);
        Assert.Equal((ExitCodes.Failed, string.Empty), (run.ExitCode, run.Output));
        Assert.Equal($"error[cli/unknown-code]: no error of nuka has the code `{typed}`\n{hint}", run.Error);
    }

    [Fact]
    public void Prose_is_filled_and_lists_and_code_keep_their_lines() => Assert.Equal(
        "one two\nthree\n\n- a list stays, however long it is\n- so\nafter it\n    x  y",
        Paragraphs.Fill("one\ntwo three\n\n- a list stays, however long it is\n- so\nafter it\n    x  y", 9));
}

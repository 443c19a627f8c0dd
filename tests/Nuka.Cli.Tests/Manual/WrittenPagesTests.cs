using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics;
using Nuka.Cli.Frame;
using Nuka.Cli.Manual;

namespace Nuka.Cli.Tests.Manual;

/// <summary>What is written from the definitions is in the repository as it would be written now.</summary>
public sealed class WrittenPagesTests
{
    private const string ManualFolder = "docs/man";

    private static ImmutableArray<Option> Everywhere => new GlobalOptions().All;

    [Fact]
    public void The_reference_of_commands_is_current() =>
        GoldenFile.IsCurrent("docs/reference/commands.md", ReferencePage.Write(CommandNode.Root(), Everywhere));

    [Fact]
    public void The_manual_pages_are_current_and_there_are_no_others()
    {
        HashSet<string> written = [];
        foreach (CommandNode node in CommandNode.Root().All)
        {
            written.Add(ManualPage.FileName(node));
            GoldenFile.IsCurrent(Path.Join(ManualFolder, ManualPage.FileName(node)), ManualPage.Write(node, Everywhere));
        }

        IEnumerable<string> present = Directory.EnumerateFiles(Path.Join(Checkout.Directory, ManualFolder)).Select(file => Path.GetFileName(file));
        Assert.Empty(present.Except(written));
    }

    [Fact]
    [Trait("tier", "sample")]
    public void Groff_reads_every_manual_page_without_a_warning()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/groff"), "groff is not installed");
        foreach (CommandNode node in CommandNode.Root().All)
        {
            var start = new ProcessStartInfo("groff", ["-man", "-Kutf8", "-Tutf8", "-ww", "-z"]) { RedirectStandardInput = true,
                RedirectStandardError = true };
            using Process groff = Process.Start(start)!;
            groff.StandardInput.Write(ManualPage.Write(node, Everywhere));
            groff.StandardInput.Close();
            Assert.Equal(string.Empty, groff.StandardError.ReadToEnd());
        }
    }
}

using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Nuka.Environments.Exec;

namespace Nuka.Environments.Tests.Exec;

/// <summary>What we read of git's configuration, beside what git reads.</summary>
public sealed class GitConfigurationTests : IDisposable
{
    private static readonly string[] Tokens =
        ["[core]", "[core \"x\"]", "[other]", "hooksPath", "path", "=", " ", "\t", "\"", "\\", "\\\"", "\\n", "\\\n", "\n", "\r\n", "#", ";", "a", "b/c", "é", "-"];

    private readonly string directory = Directory.CreateTempSubdirectory("nuka-config-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void Any_text_is_read_to_its_end() =>
        Prop.ForAll(Texts().ToArbitrary(), text => !GitConfiguration.Read(text).IsDefault).QuickCheckThrowOnFailure();

    [Fact]
    [Trait("tier", "sample")]
    public void What_git_accepts_is_read_as_git_reads_it()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/git"), "git is not installed");
        string[] chosen =
            ["[core]\n\thooksPath = \"h\"k ; c\n", "[core]\nhooksPath = h\\\nk # c\n", "[core]\nhooksPath = h \"\" \n", "[core]\nhooksPath = h\nhooksPath\n"];
        Assert.All(chosen, text => Assert.True(IsReadAsGitReads(text), $"{text}: git refuses it"));
        int accepted = Texts().Sample(400).Count(IsReadAsGitReads);
        Assert.True(accepted >= 30, $"git accepted {accepted} of 400 texts");
    }

    /// <summary>Whether git accepts a text; what it reads of it, we must read.</summary>
    private bool IsReadAsGitReads(string text)
    {
        if (Git(text) is not { } expected)
        {
            return false;
        }

        string[] actual = [.. GitConfiguration.Read(text).Where(setting => setting is { Section: "core", Name: "hookspath" }).Select(setting => Plain(setting.Value))];
        Assert.True(expected.Select(Plain).All(actual.Contains), $"{text}: git reads {string.Join('|', expected)}, we {string.Join('|', actual)}");
        return true;
    }

    /// <summary>Git before 2.45 makes a space of a tab within a value.</summary>
    private static string Plain(string value) => value.Replace('\t', ' ');

    private static Gen<string> Texts() =>
        Gen.Elements(Tokens).ArrayOf().Select(tokens => "[core]\nhooksPath = " + string.Concat(tokens));

    /// <summary>Every value of core.hooksPath that names something; null where git refuses the file.</summary>
    private string[]? Git(string text)
    {
        string file = Path.Combine(directory, "config");
        File.WriteAllText(file, text);
        ProcessStartInfo start = new("/usr/bin/git", ["config", "--no-includes", "-f", file, "-z", "--get-all", "core.hooksPath"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process git = Process.Start(start)!;
        string output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return git.ExitCode == 0 ? [.. output.Split('\0', StringSplitOptions.RemoveEmptyEntries)] : null;
    }
}

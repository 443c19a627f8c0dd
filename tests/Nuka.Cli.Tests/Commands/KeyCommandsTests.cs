using System.Text.Json;

namespace Nuka.Cli.Tests.Commands;

/// <summary>The commands of keys, and exports from one state directory to another.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class KeyCommandsTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("nuka-keys-").FullName;

    public void Dispose()
    {
        foreach (string directory in Directory.GetDirectories(_directory, "*", SearchOption.AllDirectories).Prepend(_directory))
        {
            File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void The_own_key_is_made_shown_and_trusted_elsewhere()
    {
        Assert.Equal("", Run("a", "key", "list").Output);
        Assert.Contains("would make a key", Run("a", "key", "show", "--dry-run").Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Join(_directory, "a/keys-v1")));
        string line = Run("a", "key", "show").Output.Trim();
        Assert.StartsWith("ssh-ed25519 AAAA", line, StringComparison.Ordinal);
        Assert.Equal(line, Run("a", "key", "show").Output.Trim());
        string fingerprint = Run("a", "key", "list").Output.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1].Trim();

        Assert.Equal($"would trust alice  {fingerprint}\n", Run("b", "key", "trust", line, "--name", "alice", "--dry-run").Output);
        Assert.Equal("", Run("b", "key", "list").Output);
        Assert.Equal($"trusted alice  {fingerprint}\n", Run("b", "key", "trust", line, "--name", "alice").Output);
        Assert.Equal($"alice  {fingerprint}\n", Run("b", "key", "list").Output);
        Assert.Equal($"{line[..line.LastIndexOf(' ')]} alice\n", Run("b", "key", "show", "alice").Output);
        using JsonDocument json = JsonDocument.Parse(Run("b", "key", "list", "--json").Output);
        Assert.False(json.RootElement[0].GetProperty("own").GetBoolean());
        Assert.Equal($"forgot alice  {fingerprint}\n", Run("b", "key", "forget", fingerprint).Output);
        Assert.Contains("trust/unknown-key", Run("b", "key", "forget", "alice").Error, StringComparison.Ordinal);
        Assert.Contains("trust/bad-key", Run("b", "key", "trust", "ssh-ed25519").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Trees_go_from_one_state_directory_to_another_in_one_file()
    {
        Directory.CreateDirectory(Path.Join(_directory, "site/bin"));
        File.WriteAllText(Path.Join(_directory, "site/bin/hello"), "hello");
        string cid = Run("a", "store", "add", Path.Join(_directory, "site")).Output.Trim();
        string file = Path.Join(_directory, "site.tar");
        Assert.Contains("would write 1 trees", Run("a", "store", "export", "--file", file, cid, "--dry-run").Error, StringComparison.Ordinal);
        Assert.False(File.Exists(file));
        Assert.Equal(0, Run("a", "store", "export", "--file", file, cid).ExitCode);
        Assert.Contains("trust/export-exists", Run("a", "store", "export", "--file", file, cid).Error, StringComparison.Ordinal);
        CommandLineRun foreseen = Run("b", "store", "import", file, "--dry-run");
        Assert.Equal(cid, foreseen.Output.Trim());
        Assert.Contains("nothing was taken over", foreseen.Error, StringComparison.Ordinal);
        Assert.Equal(cid, Run("b", "store", "import", file, "--root", "site").Output.Trim());
        Run("b", "gc");
        Assert.Equal("hello", Run("b", "store", "cat", $"{cid}/bin/hello").Output);
        Assert.Contains("imported site", Run("b", "why-alive", cid).Output, StringComparison.Ordinal);

        string damaged = Path.Join(_directory, "damaged.tar");
        byte[] bytes = File.ReadAllBytes(file);
        bytes[bytes.AsSpan().IndexOf("hello"u8) + 1] ^= 1;
        File.WriteAllBytes(damaged, bytes);
        CommandLineRun refused = Run("c", "store", "import", damaged);
        Assert.Equal(1, refused.ExitCode);
        Assert.Equal("", refused.Output);
        Assert.Contains("cli/unreadable-file", Run("c", "store", "import", Path.Join(_directory, "none")).Error, StringComparison.Ordinal);
        Assert.Contains("cli/unreadable-file", Run("c", "store", "import", _directory).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("store export")]
    [InlineData("store export CID")]
    [InlineData("store export a b c")]
    [InlineData("store export --all a b")]
    [InlineData("store export --file x")]
    [InlineData("store export --file - --json --all")]
    [Trait("tier", "sample")]
    public void An_export_of_nothing_or_to_nowhere_is_refused(string words) => Assert.Equal(2, Run("a", words.Split(' ')).ExitCode);

    private CommandLineRun Run(string state, params string[] words) => CommandLineRun.Of(["--state", Path.Join(_directory, state), .. words]);
}

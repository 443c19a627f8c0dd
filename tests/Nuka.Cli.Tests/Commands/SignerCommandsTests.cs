using System.Text;
using System.Text.Json;
using Nuka.Build.Profiles;
using Nuka.Build.Realisations;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Packages.Identity;
using Nuka.Platform.State;
using Nuka.Store;
using Nuka.Trust.Keys;
using Nuka.Trust.Realisations;

namespace Nuka.Cli.Tests.Commands;

/// <summary>Who signed what is installed, and exports by the names of packages.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SignerCommandsTests : IDisposable
{
    private readonly string _state = Directory.CreateTempSubdirectory("nuka-signers-").FullName;
    private readonly string _elsewhere = Directory.CreateTempSubdirectory("nuka-signers-").FullName;
    private readonly Cid _installed;
    private readonly Cid _impure;
    private readonly Cid _unsigned;

    public SignerCommandsTests()
    {
        StateDirectory state = new(_state);
        Directory.CreateDirectory(state.Store);
        File.SetUnixFileMode(state.Store, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using ContentStore store = ContentStore.Open(new StoreOptions { Directory = state.Store, TimeProvider = TimeProvider.System });
        RealisationBook book = new(store, new KeyRing(state.Keys), []);
        (Digest greet, Digest fetcher, Digest nobody) = (Put(store, "greet"), Put(store, "fetcher"), Put(store, "nobody"));
        (_installed, _impure, _unsigned) = (Cid.OfTree(greet), Cid.OfTree(fetcher), Cid.OfTree(nobody));
        book.Record(PidOf("greet"), [new Realisation(PidOf("greet").Digest, "out", greet, [])]);
        book.Record(PidOf("fetcher"), [new Realisation(PidOf("fetcher").Digest, "out", fetcher, [])], isImpure: true);
        using SigningKey other = SigningKey.Generate();
        store.PutRealisations([RealisationRows.ToRow(SignedRealisation.Sign(new Realisation(PidOf("greet").Digest, "out", greet, []), other))]);
        Profile profile = new(state.Profiles, "default", store, TimeProvider.System);
        InstalledPackage[] packages =
        [
            new("greet", "1", PidOf("greet"), [("out", greet)], []),
            new("fetcher", "2", PidOf("fetcher"), [("out", fetcher)], []) { IsImpure = true, UsesNetwork = true },
        ];
        profile.Apply(profile.PlanInstall(packages, [], "install greet fetcher"), new Shower(), TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        foreach (string directory in (string[])[_state, _elsewhere])
        {
            Platform.Files.DirectoryHandle parent = Platform.Files.DirectoryHandle.Open(Path.GetDirectoryName(directory)!);
            parent.RemoveTree(Encoding.UTF8.GetBytes(Path.GetFileName(directory)));
            parent.Dispose();
        }
    }

    [Fact]
    public void Of_what_is_installed_it_is_said_who_signed_it()
    {
        string[] lines = Run("why", "greet").Output.TrimEnd('\n').Split('\n');
        Assert.Equal(["greet 1", "  generation 1 of your profile: install greet fetcher", $"  out  {_installed}"], lines[..3]);
        Assert.StartsWith("    signed by your own key, SHA256:", lines[3], StringComparison.Ordinal);
        Assert.StartsWith("    signed by a key that does not count here, SHA256:", lines[4], StringComparison.Ordinal);
        Assert.Equal(5, lines.Length);
        Assert.Equal($"  {_installed}", Run("why", $"{_installed}").Output.TrimEnd('\n').Split('\n')[2]);
        Assert.Contains("nobody signed", Run("why", $"{_unsigned}").Output, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(Run("why", "greet", "--json").Output);
        Assert.Equal([true, false], json.RootElement[0].GetProperty("trees")[0].GetProperty("signers").EnumerateArray().Select(signer => signer.GetProperty("counts").GetBoolean()));
        Assert.NotEqual(0, Run("why", "nothere").ExitCode);
    }

    [Fact]
    public void What_is_impure_is_marked_wherever_it_is_shown()
    {
        Assert.Contains("fetcher  2  (impure)", Run("list").Output, StringComparison.Ordinal);
        Assert.Contains("\"impure\":true", Run("list", "--json").Output, StringComparison.Ordinal);
        Assert.Contains("fetcher 2  (impure)", Run("why", "fetcher").Output, StringComparison.Ordinal);
        Assert.Contains(", as impure", Run("why", $"{_impure}").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_export_takes_names_of_packages_and_says_nothing_of_impure_ones()
    {
        Assert.Contains("wrote 1 trees and 1 realisations", Export("by-name", "greet").Error, StringComparison.Ordinal);
        Export("by-cid", $"{_installed}");
        Assert.Equal(File.ReadAllBytes(Path.Join(_elsewhere, "by-name")), File.ReadAllBytes(Path.Join(_elsewhere, "by-cid")));
        Assert.Contains("wrote 1 trees and 0 realisations", Export("impure", "fetcher").Error, StringComparison.Ordinal);
        Assert.Contains("wrote 1 trees and 1 realisations", Export("all", "--all").Error, StringComparison.Ordinal);
        Assert.Contains("error[content/bad-cid]", Export("no-cid", "bagnothing").Error, StringComparison.Ordinal);
        Assert.Contains("error[packages/no-package]", Export("no-package", "nothere").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Installed_packages_are_what_uninstall_is_completed_with()
    {
        Assert.Equal("fetcher\ngreet\n", Run("complete", "installed", "").Output);
        Assert.Equal("greet\n", Run("complete", "installed", "g").Output);
    }

    [Fact]
    public void Options_are_for_one_package()
    {
        foreach (string command in (string[])["install", "eval"])
        {
            CommandLineRun run = Run(command, "jq", "zlib", "--option", "static=true");
            Assert.Equal(2, run.ExitCode);
            Assert.Contains("`--option` is for one package", run.Error, StringComparison.Ordinal);
        }
    }

    private CommandLineRun Export(string file, string what) => Run("store", "export", "--file", Path.Join(_elsewhere, file), what);

    private CommandLineRun Run(params string[] words) => CommandLineRun.Of(["--state", _state, "-C", _elsewhere, .. words]);

    private static Pid PidOf(string name) => new(Blake3.Hash(Encoding.UTF8.GetBytes(name)));

    private static Digest Put(ContentStore store, string name)
    {
        using TreeWriter writer = store.BeginTree();
        writer.AddFile(Encoding.UTF8.GetBytes($"usr/share/{name}"), executable: false, Encoding.UTF8.GetBytes(name));
        return writer.Commit();
    }

    private sealed class Shower : IProgramExposure
    {
        public ExposedProgram Expose(InstalledPackage package, string path, TreeEntry file) => ExposedProgram.AsItIs;
    }
}

using System.Text.Json;

namespace Nuka.Scenarios;

/// <summary>Packages that came with nuka, from a clean state to a program that runs, with the machine's own sources.</summary>
[Trait("tier", "sample")]
public sealed class PackageTests
{
    private const int BuildSeconds = 1200;

    /// <summary>Packages that build in seconds; each run takes the ones of its seed. <c>./test full</c> builds all of them twice.</summary>
    private static readonly string[] Small = ["figlet", "hello", "libyaml", "lz4", "tree", "zlib"];

    [Fact]
    public void A_package_is_installed_runs_and_goes_and_elsewhere_nothing_is_built()
    {
        Account account = Account.Available[0];
        Assert.SkipUnless(Needs.Missing("sources", account) is null, "skipped: no source of packages can be reached");
        using Stage stage = new(account);
        string program = $"{stage.State}/profiles-v1/default/current/bin/jq";
        Demand(stage, "nuka install jq");
        Assert.Equal("2\n", Demand(stage, $"echo '{{\"a\": [1, 2]}}' | {program} '.a[1]'"));
        stage.Write("data.json", """{"name": "jq"}""");
        Assert.Equal("\"jq\"\n", Demand(stage, $"{program} .name data.json"));
        Assert.Contains("jq", Demand(stage, "nuka list"), StringComparison.Ordinal);
        string told = Demand(stage, "nuka info jq");
        Assert.All(["made from: oniguruma ", "installed: 1.6\n", "signed by your own key, SHA256:"], part => Assert.Contains(part, told, StringComparison.Ordinal));

        // Content goes anywhere; that it came of a build is believed of a trusted key alone.
        Demand(stage, "nuka store export --file packages.tar --all && nuka key show >key");
        string elsewhere = Path.Join(stage.Directory, "elsewhere");
        string before = Build(stage, "jq");
        Demand(stage, $"NUKA_STATE={elsewhere} nuka store import packages.tar --root test");
        string there = Demand(stage, $"NUKA_STATE={elsewhere} nuka build jq --json --trust \"$(grep -o 'ssh-ed25519 [^ ]*' key | head -1)\"");
        Assert.False(JsonDocument.Parse(there).RootElement.GetProperty("built").GetBoolean());
        Assert.Equal(before, Cid(there));
        Assert.False(Directory.Exists(Path.Join(elsewhere, "builds-v1")), "something was built");

        Demand(stage, "nuka rollback");
        Assert.False(File.Exists(program));
        Assert.NotEqual(0, stage.Run($"{program} --version").ExitCode);
    }

    [Fact]
    public void A_package_leaves_as_an_image_that_another_tool_unpacks()
    {
        Account account = Account.Available[0];
        Assert.SkipUnless(Needs.Missing("sources", account) is null, "skipped: no source of packages can be reached");
        Assert.SkipUnless(File.Exists("/usr/bin/umoci"), "skipped: umoci is not installed");
        using Stage stage = new(account, Needs.SharedState(account));
        Demand(stage, "nuka export oci hello --file one.tar && nuka export oci hello --file two.tar && cmp one.tar two.tar");
        Demand(stage, "mkdir image && tar -xf one.tar -C image");
        string tag = Demand(stage, "grep -o 'ref.name\":\"[^\"]*' image/index.json | cut -d'\"' -f3").Trim();
        Demand(stage, $"umoci unpack --rootless --image image:{tag} bundle");
        Assert.Equal("Hello, world!\n", Demand(stage, "bwrap --unshare-user --bind bundle/rootfs / --proc /proc /usr/bin/hello"));
    }

    [Fact]
    public void A_program_of_an_interpreter_is_installed_with_all_that_it_imports()
    {
        Account account = Account.Available[0];
        Assert.SkipUnless(Needs.Missing("sources", account) is null, "skipped: no source of packages can be reached");
        using Stage stage = new(account);
        Demand(stage, "nuka install yamllint");
        stage.Write("good.yaml", "---\na: 1\n");
        stage.Write("bad.yaml", "---\na:   1\n");
        string program = $"{stage.State}/profiles-v1/default/current/bin/yamllint";
        Assert.Empty(Demand(stage, $"{program} good.yaml"));
        CommandResult found = stage.Run($"{program} --format parsable bad.yaml");
        Assert.Equal(1, found.ExitCode);
        Assert.StartsWith("bad.yaml:2:5: [error] too many spaces after colon", found.Output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("tier", "full")] // openssl is built first
    public void A_program_of_dotnet_is_compiled_installed_and_runs()
    {
        Account account = Account.Available[0];
        Assert.SkipUnless(Needs.Missing("sources", account) is null, "skipped: no source of packages can be reached");
        Assert.SkipUnless(Needs.Missing("xz", account) is null, "skipped: xz is not installed");
        using Stage stage = new(account, Needs.SharedState(account));
        string bin = $"{stage.State}/profiles-v1/default/current/bin";
        Demand(stage, "nuka install csc dotnet lzma-sharp");
        Demand(stage, $"cp $(command -v xz) data && {bin}/lzma-sharp e data ours.lzma && xz --format=lzma -dc ours.lzma | cmp - data");
        Demand(stage, $"xz --format=lzma -c data >theirs.lzma && {bin}/lzma-sharp d theirs.lzma back && cmp back data");

        // What the runtime loads by name: ICU, the time zones, OpenSSL.
        stage.Write("a.cs", """
            using System;
            using System.Globalization;
            TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Vienna");
            Console.WriteLine($"{1234.5.ToString("N1", new CultureInfo("de-DE"))} {zone.BaseUtcOffset.Hours}");
            Console.WriteLine(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData("a"u8))[..8]);
            """);
        stage.Write("a.runtimeconfig.json", """{"runtimeOptions": {"framework": {"name": "Microsoft.NETCore.App", "version": "10.0.0"}}}""");
        Assert.Equal("1.234,5 1\nCA978112\n", Demand(stage, $"{bin}/csc -nologo -out:a.dll a.cs && {bin}/dotnet a.dll"));
        stage.Write("wrong.cs", "int one = \"one\";");
        CommandResult wrong = stage.Run($"{bin}/csc -nologo wrong.cs");
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("wrong.cs(1,11): error CS0029", wrong.Output, StringComparison.Ordinal);
        Demand(stage, "nuka uninstall csc dotnet lzma-sharp");
    }

    [Fact]
    [Trait("tier", "full")] // openssl is built first
    public void A_package_file_of_ones_own_compiles_with_a_library_of_NuGet()
    {
        Account account = Account.Available[0];
        Assert.SkipUnless(Needs.Missing("sources", account) is null, "skipped: no source of packages can be reached");
        using Stage stage = new(account, Needs.SharedState(account));
        stage.Write("counts.nu", """
            # counts: says how many types a library has.
            use pkgs [csc dotnet]

            export def main [] {
              let cecil = fetch --unpack nuget:Mono.Cecil@0.11.6 sha256-d2a23832aaa948ba9a01acc42b5726e34c5f995958f1b30d45c0e7c70b3a72d5
              (derivation counts "1.0" [(local source) $cecil] [$dotnet] --tools [$csc] --needs-run [$dotnet] --runtime base@1
                --license MIT --description "Counts" {|pkgs, src|
                dotnet-install counts ...(glob $"($src.0)/**/*.cs") $"-r:($src.1)/lib/netstandard2.0/Mono.Cecil.dll"
              })
            }
            """);
        stage.Write("source/a.cs", "Counted.Say(Mono.Cecil.ModuleDefinition.ReadModule(args[0]).Types.Count);");
        stage.Write("source/below/b.cs", "static class Counted { public static void Say(int count) => System.Console.WriteLine($\"{count} types\"); }");
        Demand(stage, "nuka build --check ./counts.nu && nuka install ./counts.nu");
        string counts = $"{stage.State}/profiles-v1/default/current/bin/counts";
        Assert.Matches("^[1-9][0-9]{2} types\n$", Demand(stage, $"{counts} /usr/lib/counts/Mono.Cecil.dll"));
        Demand(stage, "nuka uninstall counts");
    }

    [Fact]
    public void Some_packages_build_twice_to_the_same()
    {
        Account account = Account.Available[0];
        Assert.SkipUnless(Needs.Missing("sources", account) is null, "skipped: no source of packages can be reached");
        using Stage stage = new(account, Needs.SharedState(account));
        int first = Random.Shared.Next(Small.Length);
        foreach (string name in new[] { Small[first], Small[(first + 1) % Small.Length] })
        {
            Demand(stage, $"nuka build --check {name}");
        }
    }

    private static string Build(Stage stage, string name) => Cid(Demand(stage, $"nuka build --json {name}"));

    private static string Cid(string json) =>
        JsonDocument.Parse(json).RootElement.GetProperty("outputs").GetProperty("out").GetProperty("cid").GetString()!;

    private static string Demand(Stage stage, string line)
    {
        CommandResult result = stage.Run(line, BuildSeconds);
        Assert.True(result.ExitCode == 0, $"`{line}` gave {result.ExitCode}\n{result.Error}");
        return result.Output;
    }
}

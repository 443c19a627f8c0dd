using System.IO.Compression;
using System.Security.Cryptography;
using Nuka.Content.Tests.Archives;

namespace Nuka.Build.Tests.Sources;

/// <summary>Cargo, with a crate of its own registry and one of another.</summary>
internal sealed class CargoLockCase : LockCase
{
    // How Cargo calls its own registry in locks, wherever it is.
    internal const string Own = "registry+https://github" + ".com/rust-lang/crates.io-index";
    private const string Other = "registry+https://registry.example/index";

    private static readonly byte[] Left = Crate("left", "1.0.0");
    private static readonly byte[] Right = Crate("right", "2.1.0-rc.1");

    internal override string Manager => "cargo";

    internal override string LockName => "Cargo.lock";

    internal override string ServedFile => "crates/left/left-1.0.0.crate";

    internal override string Installed => "left 1.0.0, right 2.1.0-rc.1";

    internal override IReadOnlyList<string> Undigested =>
        [Of($"[[package]]\nname = \"left\"\nversion = \"1.0.0\"\nsource = \"{Own}\"\n"), Of(Entry("left", "1.0.0", Own, "abc"))];

    internal override IReadOnlyList<string> Hostile =>
    [
        "version = 9", "package = 3", "[package]", Of(Entry("../left", "1.0.0", Own, Sha256(Left))), Of(Entry("left", "../1.0.0", Own, Sha256(Left))),
        Of(Entry("left", "", Own, Sha256(Left))), Of(Entry("left", "1.0.0", "git+https://a.example/left#0123", Sha256(Left))),
        Of(Entry("left", "1.0.0", Own, Sha256(Left)), Entry("left", "1.0.0", Other, Sha256(Right))),
        Of(Entry("left", "1.0.0", "registry+https://a.example/\\u0022]", Sha256(Left))),
    ];

    internal override string Lock(bool isReversed)
    {
        string[] entries = [Entry("left", "1.0.0", Own, Sha256(Left)), Entry("right", "2.1.0-rc.1", Other, Sha256(Right))];
        return Of(isReversed ? [.. entries.Reverse()] : entries);
    }

    internal override void Serve(SourceBench bench)
    {
        bench.CargoIndexes = [$"{bench.Server.Address}/nothing", $"{bench.Server.Address}/index/"];
        bench.Write("served/index/config.json", "{\"dl\": \"" + bench.Server.Address + "/crates/{crate}/{crate}-{version}.crate\"}");
        bench.Write($"served/{ServedFile}", Left);
        bench.Write("served/crates/right/right-2.1.0-rc.1.crate", Right);
    }

    internal override string? Install(SourceBench bench, string source, IReadOnlyDictionary<string, string> variables)
    {
        string app = Directory.CreateDirectory(bench.File("app")).FullName;
        Directory.CreateDirectory(Path.Combine(app, "src"));
        Directory.CreateDirectory(Path.Combine(app, ".cargo"));
        File.Copy(Path.Combine(source, LockName), Path.Combine(app, LockName));
        File.WriteAllText(Path.Combine(app, ".cargo/config.toml"), "[registries.other]\nindex = \"https://registry.example/index\"\n");
        File.WriteAllText(Path.Combine(app, "Cargo.toml"), "[package]\nname = \"app\"\nversion = \"0.1.0\"\n[dependencies]\nleft = \"1\"\nright = {version = \"2.1.0-rc.0\", registry = \"other\"}\n");
        File.WriteAllText(Path.Combine(app, "src/main.rs"), "fn main() { println!(\"{}, {}\", left::NAME, right::NAME); }\n");
        Dictionary<string, string> more = new(variables);
        string toolchains = Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/", ".rustup");
        if (Directory.Exists(toolchains))
        {
            more["RUSTUP_HOME"] = toolchains;
        }

        return Oracle.Run(app, "cargo", ["run", "-q", "--frozen"], more)?.Trim();
    }

    internal static string Of(params string[] entries) =>
        "# made by hand\nversion = 3\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\ndependencies = [\n \"left\",\n \"right\",\n]\n\n" + string.Join('\n', entries);

    internal static string Entry(string name, string version, string source, string checksum) =>
        $"[[package]]\nname = \"{name}\"\nversion = \"{version}\"\nsource = \"{source}\"\nchecksum = \"{checksum}\"\n";

    internal static byte[] Crate(string name, string version, Action<TarBlocks>? more = null)
    {
        TarBlocks tar = new TarBlocks().Add($"{name}-{version}/Cargo.toml", content: $"[package]\nname = \"{name}\"\nversion = \"{version}\"\n")
            .Add($"{name}-{version}/src/lib.rs", content: $"pub const NAME: &str = \"{name} {version}\";\n");
        more?.Invoke(tar);
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(tar.End());
        }

        return packed.ToArray();
    }

    internal static string Sha256(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}

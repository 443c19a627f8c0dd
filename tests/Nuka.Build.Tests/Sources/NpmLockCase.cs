using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Nuka.Content.Tests.Archives;

namespace Nuka.Build.Tests.Sources;

/// <summary>npm.</summary>
internal sealed class NpmLockCase : LockCase
{
    private static readonly byte[] Left = Package("left", "1.0.0");
    private static readonly byte[] Right = Package("@scope/right", "2.1.0-rc.1");

    internal override string Manager => "npm";

    internal override string LockName => "package-lock.json";

    internal override string ServedFile => "left/-/left-1.0.0.tgz";

    internal override string Installed => "@scope/right 2.1.0-rc.1, left 1.0.0";

    internal override IReadOnlyList<string> Undigested =>
    [
        Of(Entry("left", "1.0.0", "")),
        Of(Entry("left", "1.0.0", $"sha1-{Convert.ToBase64String(new byte[20])}")),
        Of(Entry("left", "1.0.0", "sha512-AAAA")),
    ];

    internal override IReadOnlyList<string> Hostile =>
    [
        "", "3", "[]", "{}", "{\"lockfileVersion\": 1, \"dependencies\": {}}", "{\"lockfileVersion\": 3, \"packages\": []}", "{\"lockfileVersion\": 3",
        Of("\"node_modules/left\": 3"),
        Of(Entry("../left", "1.0.0", Integrity(Left))),
        Of(Entry("left", "1.0.0/../..", Integrity(Left))),
        Of(Entry("left", "", Integrity(Left))),
        Of(Entry("le?ft", "1.0.0", Integrity(Left))),
        Of(Entry("left", "1.0.0", Integrity(Left), "\"resolved\": \"git+ssh://git@a.example/left.git#abc\"")),
    ];

    internal override string Lock(bool isReversed)
    {
        string[] entries = [Entry("left", "1.0.0", Integrity(Left)), Entry("@scope/right", "2.1.0-rc.1", Integrity(Right))];
        return Of(isReversed ? [.. entries.Reverse()] : entries);
    }

    internal override void Serve(SourceBench bench)
    {
        bench.Registry = bench.Server.Address;
        bench.Write($"served/{ServedFile}", Left);
        bench.Write("served/@scope/right/-/right-2.1.0-rc.1.tgz", Right);
    }

    internal override string? Install(SourceBench bench, string source, IReadOnlyDictionary<string, string> variables) =>
        Install(bench, Path.Combine(source, LockName), "{\"left\": \"1.0.0\", \"@scope/right\": \"^2.1.0-rc.0\"}", variables);

    /// <summary>Runs <c>npm ci</c>, and says what is there then.</summary>
    internal static string? Install(SourceBench bench, string lockFile, string dependencies, IReadOnlyDictionary<string, string> variables)
    {
        string app = Directory.CreateDirectory(bench.File("app")).FullName;
        File.Copy(lockFile, Path.Combine(app, "package-lock.json"), overwrite: true);
        File.WriteAllText(Path.Combine(app, "package.json"), $$"""{"name": "app", "version": "1.0.0", "dependencies": {{dependencies}}}""");
        if (Oracle.Run(app, "npm", ["ci"], variables) is null)
        {
            return null;
        }

        string list = "const fs=require('fs');console.log(require('child_process').execSync('find node_modules -name package.json').toString().trim().split('\\n')"
            + ".map(f=>JSON.parse(fs.readFileSync(f))).map(p=>p.name+' '+p.version).sort().join(', '))";
        return Oracle.Run(app, "node", ["-e", list], variables)!.Trim();
    }

    internal static string Of(params string[] entries) =>
        "{\"name\": \"app\", \"version\": \"1.0.0\", \"lockfileVersion\": 3, \"packages\": {\"\": {\"name\": \"app\", \"dependencies\": {\"left\": \"1.0.0\", "
        + $"\"@scope/right\": \"^2.1.0-rc.0\"}}}}, {string.Join(", ", entries)}}}}}";

    internal static string Entry(string name, string version, string integrity, params string[] more) =>
        $$"""
        "node_modules/{{name}}": { {{string.Join(", ", [$"\"version\": \"{version}\"", .. integrity.Length == 0 ? Array.Empty<string>() : [$"\"integrity\": \"{integrity}\""], .. more])}} }
        """;

    internal static string Integrity(byte[] package) => $"sha512-{Convert.ToBase64String(SHA512.HashData(package))}";

    /// <summary>A package's tarball, always of the same bytes.</summary>
    internal static byte[] Package(string name, string version)
    {
        byte[] tar = new TarBlocks().Add("package/package.json", content: $$"""{"name": "{{name}}", "version": "{{version}}"}""").Add("package/index.js", content: "exports.a = 1;\n").End();
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(tar);
        }

        return packed.ToArray();
    }
}

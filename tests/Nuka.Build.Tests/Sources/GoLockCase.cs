using System.Security.Cryptography;
using System.Text;

namespace Nuka.Build.Tests.Sources;

/// <summary>Go.</summary>
internal sealed class GoLockCase : LockCase
{
    private const string LeftMod = "module a.example/Left\n\ngo 1.18\n\nrequire a.example/right v0.1.0\n";
    private const string RightMod = "module a.example/right\n\ngo 1.18\n";

    private static readonly (string Name, string Text)[] Left =
    [
        ("a.example/Left@v1.0.0/left.go", "package left\n\nimport \"a.example/right\"\n\nvar Name = \"left \" + right.Name\n"),
        ("a.example/Left@v1.0.0/go.mod", LeftMod),
    ];

    private static readonly (string Name, string Text)[] Right =
    [
        ("a.example/right@v0.1.0/go.mod", RightMod),
        ("a.example/right@v0.1.0/right.go", "package right\n\nconst Name = \"right\"\n"),
    ];

    internal override string Manager => "go";

    internal override string LockName => "go.sum";

    internal override string ServedFile => "a.example/!left/@v/v1.0.0.zip";

    internal override string Installed => "left right";

    internal override IReadOnlyList<string> Undigested =>
    [
        "a.example/Left v1.0.0 h2:AAAA", "a.example/Left v1.0.0 h1:AAAA", $"a.example/Left v1.0.0 h1:{Convert.ToBase64String(new byte[33])}",
        $"a.example/Left v1.0.0 {Sum(Left)}\na.example/Left v1.0.0 {Sum(Right)}",
    ];

    internal override IReadOnlyList<string> Hostile =>
    [
        "a.example/Left", $"../left v1.0.0 {Sum(Left)}", $"a.example/../left v1.0.0 {Sum(Left)}", $"/left v1.0.0 {Sum(Left)}", $"a.example/Left ../v1.0.0 {Sum(Left)}",
        $"a.example/Left v1.0.0/../x {Sum(Left)}", $"a.example/left?x v1.0.0 {Sum(Left)}", $"a.example/Left latest {Sum(Left)}", $"a.example/Left v1.0.0 {Sum(Left)} more",
    ];

    internal override byte[] Change(byte[] served) => NuGetLockCase.Zip(Right);

    internal override string Lock(bool isReversed)
    {
        string[] lines =
        [
            $"a.example/Left v1.0.0 {Sum(Left)}", $"a.example/Left v1.0.0/go.mod {Sum([("go.mod", LeftMod)])}",
            $"a.example/right v0.1.0 {Sum(Right)}", $"a.example/right v0.1.0/go.mod {Sum([("go.mod", RightMod)])}",
        ];
        return string.Join('\n', isReversed ? lines.Reverse() : lines) + "\n";
    }

    internal override void Serve(SourceBench bench)
    {
        bench.GoProxies = [$"{bench.Server.Address}/nothing", $"{bench.Server.Address}/"];
        bench.Write($"served/{ServedFile}", NuGetLockCase.Zip(Left));
        bench.Write("served/a.example/!left/@v/v1.0.0.mod", LeftMod);
        bench.Write("served/a.example/right/@v/v0.1.0.zip", NuGetLockCase.Zip(Right));
        bench.Write("served/a.example/right/@v/v0.1.0.mod", RightMod);
    }

    internal override string? Install(SourceBench bench, string source, IReadOnlyDictionary<string, string> variables)
    {
        string app = Directory.CreateDirectory(bench.File("app")).FullName;
        File.Copy(Path.Combine(source, LockName), Path.Combine(app, LockName));
        File.WriteAllText(Path.Combine(app, "go.mod"), "module app\n\ngo 1.18\n\nrequire a.example/Left v1.0.0\n\nrequire a.example/right v0.1.0 // indirect\n");
        File.WriteAllText(Path.Combine(app, "main.go"), "package main\n\nimport (\n\t\"os\"\n\n\t\"a.example/Left\"\n)\n\nfunc main() { os.Stdout.WriteString(left.Name) }\n");
        return Oracle.Run(app, "go", ["run", "."], new Dictionary<string, string>(variables) { ["GOFLAGS"] = "-modcacherw" })?.Trim();
    }

    /// <summary>The package dirhash of Go, Hash1, written down once more.</summary>
    private static string Sum((string Name, string Text)[] files)
    {
        string list = string.Concat(files.OrderBy(file => file.Name, StringComparer.Ordinal).Select(file =>
            $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file.Text)))}  {file.Name}\n"));
        return $"h1:{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(list)))}";
    }
}

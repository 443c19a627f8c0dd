using System.IO.Compression;
using System.Security.Cryptography;

namespace Nuka.Build.Tests.Sources;

/// <summary>NuGet.</summary>
internal sealed class NuGetLockCase : LockCase
{
    private static readonly byte[] Left = Package("Left.Pad", "1.0.0", "<dependency id=\"Right\" version=\"2.1.0-rc.1\" />");
    private static readonly byte[] Right = Package("Right", "2.1.0-rc.1", "");

    internal override string Manager => "nuget";

    internal override string LockName => "packages.lock.json";

    internal override string ServedFile => "content/left.pad/1.0.0/left.pad.1.0.0.nupkg";

    internal override string Installed => "left.pad/1.0.0 right/2.1.0-rc.1";

    internal override IReadOnlyList<string> Undigested =>
    [
        Of("\"Left.Pad\": {\"type\": \"Direct\", \"resolved\": \"1.0.0\"}"),
        Of("\"Left.Pad\": {\"type\": \"Direct\", \"resolved\": \"1.0.0\", \"contentHash\": \"AAAA\"}"),
        Of("\"Left.Pad\": {\"type\": \"Direct\", \"resolved\": \"1.0.0\", \"contentHash\": \"" + Convert.ToBase64String(new byte[65]) + "\"}"),
    ];

    internal override IReadOnlyList<string> Hostile =>
    [
        "", "3", "[]", "{}", "{\"version\": 9, \"dependencies\": {}}", "{\"version\": 1, \"dependencies\": []}", "{\"version\": 1, \"dependencies\": {\"net10.0\": 3}}",
        Of(Entry("../left", "1.0.0", Left)), Of(Entry("Left.Pad", "../1.0.0", Left)), Of(Entry("Left.Pad", "", Left)), Of(Entry("Left/Pad", "1.0.0", Left)),
        Of("\"Left.Pad\": 3"),
        Of(Entry("Left.Pad", "1.0.0", Left), Entry("left.pad", "1.0.0", Right)),
    ];

    internal override string Lock(bool isReversed)
    {
        string[] entries = [Entry("Left.Pad", "1.0.0", Left, direct: true), Entry("Right", "2.1.0-rc.1", Right)];
        return Of([.. isReversed ? entries.Reverse() : entries, "\"other\": {\"type\": \"Project\"}"]);
    }

    internal override void Serve(SourceBench bench)
    {
        bench.Feeds = [$"{bench.Server.Address}/empty/index.json", $"{bench.Server.Address}/index.json"];
        bench.Write("served/index.json", "{\"version\": \"3.0.0\", \"resources\": [{\"@id\": \"" + bench.Server.Address + "/content/\", \"@type\": \"PackageBaseAddress/3.0.0\"}]}");
        bench.Write($"served/{ServedFile}", Left);
        bench.Write("served/content/right/2.1.0-rc.1/right.2.1.0-rc.1.nupkg", Right);
    }

    internal override string? Install(SourceBench bench, string source, IReadOnlyDictionary<string, string> variables)
    {
        string app = Directory.CreateDirectory(bench.File("app")).FullName;
        string lockFile = File.ReadAllText(Path.Combine(source, LockName)).Replace(", \"other\": {\"type\": \"Project\"}", "", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(app, "packages.lock.json"), lockFile);
        File.WriteAllText(Path.Combine(app, "app.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>netstandard2.0</TargetFramework><DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences></PropertyGroup>
              <ItemGroup><PackageReference Include="Left.Pad" Version="1.0.0" /></ItemGroup>
            </Project>
            """);
        string packages = Path.Combine(bench.File("home"), ".nuget/packages");
        Dictionary<string, string> more = new(variables) { ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1", ["DOTNET_NOLOGO"] = "1", ["MSBUILDDISABLENODEREUSE"] = "1" };
        return Oracle.Run(app, "dotnet", ["restore", "--disable-parallel"], more) is null ? null : string.Join(' ', Directory.GetFiles(packages, "*.nuspec", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(packages, Path.GetDirectoryName(file)!)).Order(StringComparer.Ordinal));
    }

    private static string Of(params string[] entries) => "{\"version\": 1, \"dependencies\": {\".NETStandard,Version=v2.0\": {" + string.Join(", ", entries) + "}}}";

    private static string Entry(string name, string version, byte[] package, bool direct = false) =>
        $"\"{name}\": {{\"type\": \"{(direct ? "Direct\", \"requested\": \"[1.0.0, )" : "Transitive")}\", \"resolved\": \"{version}\", "
        + $"\"contentHash\": \"{Convert.ToBase64String(SHA512.HashData(package))}\"{(direct ? ", \"dependencies\": {\"Right\": \"2.1.0-rc.1\"}" : "")}}}";

    private static byte[] Package(string name, string version, string dependencies)
    {
        return Zip(($"{name}.nuspec", $"<package><metadata><id>{name}</id><version>{version}</version>"
                + $"<authors>a</authors><description>a</description><dependencies><group targetFramework=\".NETStandard2.0\">{dependencies}</group></dependencies></metadata></package>"),
            ("lib/netstandard2.0/_._", ""));
    }

    /// <summary>A zip archive, always of the same bytes.</summary>
    internal static byte[] Zip(params (string Name, string Text)[] files)
    {
        using MemoryStream packed = new();
        using (ZipArchive archive = new(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, string text) in files)
            {
                ZipArchiveEntry entry = archive.CreateEntry(name);
                entry.LastWriteTime = new DateTimeOffset(1980, 1, 2, 0, 0, 0, TimeSpan.Zero);
                using StreamWriter writer = new(entry.Open());
                writer.Write(text);
            }
        }

        return packed.ToArray();
    }
}

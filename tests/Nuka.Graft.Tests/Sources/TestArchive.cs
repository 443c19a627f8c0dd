using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Nuka.Graft.Tests.Sources;

/// <summary>A Debian archive on disk, made by hand and signed by the real gpg.</summary>
internal sealed class TestArchive(string root, SigningKeys keys)
{
    public string Root { get; } = root;

    public string Suite { get; init; } = "stable";

    public DateTimeOffset Date { get; set; } = new(2026, 1, 10, 0, 0, 0, TimeSpan.Zero);

    public DateTimeOffset? ValidUntil { get; set; }

    public Dictionary<string, string> Fields { get; } = new() { ["Origin"] = "Tests", ["Label"] = "Tests", ["Suite"] = "stable", ["Codename"] = "brick" };

    public List<(string Name, string Version)> Packages { get; } = [("one", "1.0")];

    public string Contents { get; set; } = "usr/bin/one                utils/one\nusr/include/one/one.h   libdevel/one-dev\nusr/share/x/y z.txt utils/one\n";

    public string Key { get; set; } = "good";

    public bool ByHash { get; set; } = true;

    /// <summary>Only <c>Release</c> and <c>Release.gpg</c>, no <c>InRelease</c>.</summary>
    public bool Detached { get; set; }

    public string[] SignOptions { get; set; } = [];

    private string Directory => Suite.EndsWith('/') ? Path.Combine(Root, Suite.TrimStart('.', '/')) : Path.Combine(Root, "dists", Suite);

    private bool IsFlat => Suite.EndsWith('/');

    public string PathOf(string name) => Path.Combine(Directory, name);

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Writes all files anew.</summary>
    public TestArchive Publish()
    {
        Dictionary<string, byte[]> files = [];
        string packages = string.Join("\n", Packages.Select(WritePackage));
        files[IsFlat ? "Packages.gz" : "main/binary-amd64/Packages.gz"] = Zip(packages);
        if (!IsFlat)
        {
            files["main/Contents-amd64.gz"] = Zip(Contents);
        }

        StringBuilder release = new();
        foreach ((string field, string value) in Fields)
        {
            release.Append(CultureInfo.InvariantCulture, $"{field}: {value}\n");
        }

        release.Append(CultureInfo.InvariantCulture, $"Date: {Date.UtcDateTime:ddd, dd MMM yyyy HH:mm:ss} UTC\n");
        release.Append(ValidUntil is { } end ? string.Create(CultureInfo.InvariantCulture, $"Valid-Until: {end.UtcDateTime:ddd, dd MMM yyyy HH:mm:ss} UTC\n") : "");
        release.Append(ByHash ? "Acquire-By-Hash: yes\n" : "").Append("Architectures: amd64\nComponents: main\nSHA256:\n");
        foreach ((string name, byte[] bytes) in files)
        {
            release.Append(CultureInfo.InvariantCulture, $" {Sha256(bytes)} {bytes.Length} {name}\n");
            WriteFile(PathOf(name), bytes);
            if (ByHash)
            {
                WriteFile(PathOf($"{Path.GetDirectoryName(name)}/by-hash/SHA256/{Sha256(bytes)}"), bytes);
            }
        }

        WriteFile(PathOf("Release"), Encoding.UTF8.GetBytes(release.ToString()));
        Sign();
        return this;
    }

    /// <summary>Signs the Release file as it is.</summary>
    public void Sign()
    {
        File.Delete(PathOf("InRelease"));
        if (Detached)
        {
            keys.Sign(Key, PathOf("Release"), PathOf("Release.gpg"), inline: false, SignOptions);
        }
        else
        {
            keys.Sign(Key, PathOf("Release"), PathOf("InRelease"), inline: true, SignOptions);
        }
    }

    private static byte[] Zip(string text)
    {
        using MemoryStream packed = new();
        using (GZipStream zip = new(packed, CompressionLevel.Fastest))
        {
            zip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private static void WriteFile(string path, byte[] bytes)
    {
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    private string WritePackage((string Name, string Version) package)
    {
        byte[] content = Encoding.UTF8.GetBytes($"content of {package}");
        string file = $"pool/{package.Name}_{package.Version}_amd64.deb";
        WriteFile(Path.Combine(Root, file), content);
        return $"Package: {package.Name}\nVersion: {package.Version}\nArchitecture: amd64\nFilename: {file}\nSize: {content.Length}\nSHA256: {Sha256(content)}\n";
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Nuka.Graft.Tests.Sources;

namespace Nuka.Scenarios.Archives;

/// <summary>A small Debian archive: packages of the real dpkg-deb, an index of the real xz, a release that the real gpg signed.</summary>
/// <param name="root">Its directory.</param>
/// <param name="keys">The keys that may sign it.</param>
internal sealed class SmallArchive(string root, SigningKeys keys)
{
    private readonly ConcurrentDictionary<SmallPackage, string> built = new();

    /// <summary>This machine's architecture.</summary>
    internal static string Architecture { get; } = RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64
        ? "arm64"
        : "amd64";

    /// <summary>The architecture that this machine does not have.</summary>
    internal static string OtherArchitecture { get; } = Architecture == "arm64" ? "amd64" : "arm64";

    /// <summary>When it was made, as it says itself.</summary>
    internal DateTimeOffset Date { get; set; } = DateTimeOffset.UtcNow.AddHours(-1);

    /// <summary>Until when it is to be believed; <see langword="null"/>: always.</summary>
    internal DateTimeOffset? ValidUntil { get; set; }

    /// <summary>Which key signs it.</summary>
    internal string Key { get; set; } = "good";

    /// <summary>What it offers.</summary>
    internal List<SmallPackage> Packages { get; } = [.. BasePackages.All];

    /// <summary>What it offers for <see cref="OtherArchitecture"/>.</summary>
    internal List<SmallPackage> OtherPackages { get; } = [];

    /// <summary>The path of its index.</summary>
    internal static string Index => $"dists/stable/main/binary-{Architecture}/Packages.xz";

    /// <summary>The address path of a package's file.</summary>
    internal static string PathOf(SmallPackage package) => $"/pool/{package.Name}_{package.Version}_{Architecture}.deb";

    /// <summary>Writes all files anew.</summary>
    internal SmallArchive Publish()
    {
        string pool = Directory.CreateDirectory(Path.Join(root, "pool")).FullName;
        Parallel.ForEach(Packages.Concat(OtherPackages).Where(package => !built.ContainsKey(package)), package => built[package] = package.Build(pool));
        (string Path, byte[] Bytes)[] files =
        [
            ($"main/binary-{Architecture}/Packages.xz", Compress(Stanzas(Packages))),
            ($"main/Contents-{Architecture}.gz", Zip(string.Concat(Packages.SelectMany(package => package.Paths.Select(path => $"{path} utils/{package.Name}\n"))))),
            .. OtherPackages.Count == 0 ? [] : new (string, byte[])[] { ($"main/binary-{OtherArchitecture}/Packages.xz", Compress(Stanzas(OtherPackages))) },
        ];
        string suite = Directory.CreateDirectory(Path.Join(root, "dists/stable")).FullName;
        foreach ((string path, byte[] bytes) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Join(suite, path))!);
            File.WriteAllBytes(Path.Join(suite, path), bytes);
        }

        File.WriteAllText(Path.Join(suite, "Release"), Release(files));
        keys.Sign(Key, Path.Join(suite, "Release"), Path.Join(suite, "InRelease"), inline: true);
        return this;
    }

    private string Stanzas(List<SmallPackage> packages) => string.Join('\n', packages.Select(package => built[package]));

    private string Release((string Path, byte[] Bytes)[] files)
    {
        StringBuilder text = new("Origin: Tests\nLabel: Tests\nSuite: stable\nCodename: brick\n");
        text.Append(CultureInfo.InvariantCulture, $"Date: {Date.UtcDateTime:ddd, dd MMM yyyy HH:mm:ss} UTC\n");
        text.Append(ValidUntil is { } end ? string.Create(CultureInfo.InvariantCulture, $"Valid-Until: {end.UtcDateTime:ddd, dd MMM yyyy HH:mm:ss} UTC\n") : "");
        text.Append(CultureInfo.InvariantCulture, $"Architectures: {Architecture}{(OtherPackages.Count == 0 ? "" : $" {OtherArchitecture}")}\nComponents: main\nSHA256:\n");
        foreach ((string path, byte[] bytes) in files)
        {
            text.Append(CultureInfo.InvariantCulture, $" {Convert.ToHexStringLower(SHA256.HashData(bytes))} {bytes.Length} {path}\n");
        }

        return text.ToString();
    }

    private static byte[] Compress(string text)
    {
        using Process process = Process.Start(new ProcessStartInfo("xz", ["-c"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Task feeding = Task.Run(() =>
        {
            process.StandardInput.Write(text);
            process.StandardInput.Close();
        });
        using MemoryStream output = new();
        process.StandardOutput.BaseStream.CopyTo(output);
        feeding.Wait();
        process.WaitForExit();
        return output.ToArray();
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
}

using System.Diagnostics;
using System.Security.Cryptography;

namespace Nuka.Scenarios.Archives;

/// <summary>A package for the real dpkg-deb to build.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
internal sealed record SmallPackage(string Name, string Version = "1.0")
{
    /// <summary>Files with their text, executable where they begin with <c>#!</c>; paths without the leading slash.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; init; } = new Dictionary<string, string>();

    /// <summary>Files that are copied from this machine, by their places in the package.</summary>
    public IReadOnlyDictionary<string, string> Copies { get; init; } = new Dictionary<string, string>();

    /// <summary>Links, by their places.</summary>
    public IReadOnlyDictionary<string, string> Links { get; init; } = new Dictionary<string, string>();

    /// <summary>Further lines of the control file, each with its line end.</summary>
    public string Fields { get; init; } = "";

    /// <summary>The machines that it is for.</summary>
    public string Architecture { get; init; } = SmallArchive.Architecture;

    /// <summary>The script that runs when it is configured; empty for none.</summary>
    public string AfterInstall { get; init; } = "";

    /// <summary>Everything in it, as a list of contents names it.</summary>
    public IEnumerable<string> Paths => [.. Texts.Keys, .. Copies.Keys, .. Links.Keys];

    private string Control => $"Package: {Name}\nVersion: {Version}\nArchitecture: {Architecture}\n"
        + $"Maintainer: Tests <tests@tests.example>\nDescription: for tests\n{Fields}";

    /// <summary>Builds it into a directory of packages.</summary>
    /// <returns>Its stanza in an index.</returns>
    internal string Build(string pool)
    {
        string directory = Directory.CreateTempSubdirectory("nuka-deb-").FullName;
        try
        {
            Lay(directory);
            string file = Path.Join(pool, $"{Name}_{Version}_{Architecture}.deb");
            string[] words = ["--root-owner-group", "-Zxz", "-z1", "--build", directory, file];
            using Process process = Process.Start(new ProcessStartInfo("dpkg-deb", words)
            {
                RedirectStandardOutput = true,
                Environment = { ["SOURCE_DATE_EPOCH"] = "1700000000" }, // the same package has the same bytes in every archive
            })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            byte[] bytes = File.ReadAllBytes(file);
            return $"{Control}Filename: pool/{Path.GetFileName(file)}\nSize: {bytes.Length}\nSHA256: {Convert.ToHexStringLower(SHA256.HashData(bytes))}\n";
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private void Lay(string directory)
    {
        Write(Path.Join(directory, "DEBIAN/control"), Control);
        if (AfterInstall.Length > 0)
        {
            Write(Path.Join(directory, "DEBIAN/postinst"), AfterInstall);
        }

        foreach ((string path, string text) in Texts)
        {
            Write(Path.Join(directory, path), text);
        }

        foreach ((string path, string source) in Copies)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Join(directory, path))!);
            File.Copy(new FileInfo(source).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? source, Path.Join(directory, path));
        }

        foreach ((string path, string target) in Links)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Join(directory, path))!);
            File.CreateSymbolicLink(Path.Join(directory, path), target);
        }
    }

    private static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows() && text.StartsWith("#!", StringComparison.Ordinal))
        {
            File.SetUnixFileMode(path, (UnixFileMode)0x1ED);
        }
    }
}

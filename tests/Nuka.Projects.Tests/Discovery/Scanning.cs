using Nuka.Projects.Discovery;
using Nuka.Projects.Discovery.Files;
using Nuka.Projects.Discovery.Npm;

namespace Nuka.Projects.Tests.Discovery;

/// <summary>Scans a project of a few files and shows what was found.</summary>
internal sealed class Scanning : IDisposable
{
    private readonly TemporaryProject project = new();
    private readonly Dictionary<string, MemoryFiles> packages = new(StringComparer.Ordinal);

    public string Directory => project.Directory;

    public Scanning With(string path, string text)
    {
        project.Write(path, text);
        return this;
    }

    public Scanning With(string path, byte[] bytes)
    {
        project.Write(path, bytes);
        return this;
    }

    public Scanning WithExecutable(string path, byte[] bytes)
    {
        project.Write(path, bytes);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(project.Directory, path), UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        }

        return this;
    }

    public Scanning WithPackage(string name, string version, params (string Path, string Text)[] files)
    {
        packages[$"{name}@{version}"] = new MemoryFiles(
            $"{name}@{version}/", files.Select(f => KeyValuePair.Create(f.Path, System.Text.Encoding.UTF8.GetBytes(f.Text))));
        return this;
    }

    public ScanResult ScanIn(string directory, params string[] command) => ProjectScanner.ScanAsync(
        new ScanRequest { ProjectDirectory = project.Directory, WorkingDirectory = Path.Combine(project.Directory, directory), Command = [.. command] },
        TestContext.Current.CancellationToken).GetAwaiter().GetResult();

    public ScanResult Scan(params string[] command) => ProjectScanner.ScanAsync(
        new ScanRequest { ProjectDirectory = project.Directory, Command = [.. command], NpmRegistry = packages.Count > 0 ? new Registry(packages) : null },
        TestContext.Current.CancellationToken).GetAwaiter().GetResult();

    public void Dispose() => project.Dispose();

    public static void Finds(ScanResult result, params string[] keys)
    {
        HashSet<string> found = [.. result.Needs.Select(n => n.Key)];
        string[] missing = [.. keys.Where(key => !found.Contains(key))];
        Assert.True(missing.Length == 0, $"missing {string.Join(", ", missing)} among {string.Join(", ", found)}");
    }

    public static void Misses(ScanResult result, params string[] keys)
    {
        string[] wrong = [.. keys.Where(key => result.Needs.Any(n => n.Key == key))];
        Assert.True(wrong.Length == 0, $"found {string.Join(", ", wrong)}");
    }

    /// <summary>Packages that a test lays out; the real registry is tried by the scenarios.</summary>
    private sealed class Registry(Dictionary<string, MemoryFiles> packages) : INpmRegistry
    {
        public Task<SourceFiles?> OpenAsync(string name, string version, string? integrity, CancellationToken cancellationToken) =>
            Task.FromResult<SourceFiles?>(packages.GetValueOrDefault($"{name}@{version}"));
    }
}

namespace Nuka.Projects.Tests;

/// <summary>A directory for one test, with files as the test writes them.</summary>
internal sealed class TemporaryProject : IDisposable
{
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("nuka-project-").FullName;

    public void Write(string path, string text) => Write(path, System.Text.Encoding.UTF8.GetBytes(text));

    public void Write(string path, byte[] bytes)
    {
        string full = Path.Combine(Directory, path);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
    }

    public string Read(string path) => File.ReadAllText(Path.Combine(Directory, path));

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}

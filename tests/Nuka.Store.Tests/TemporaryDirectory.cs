namespace Nuka.Store.Tests;

/// <summary>A directory that lives as long as a test; it can be read by every user.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    /// <summary>Its absolute path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("nuka-store-").FullName;

    public TemporaryDirectory() => File.SetUnixFileMode(Path, (UnixFileMode)0x1ED);

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        using Platform.Files.DirectoryHandle parent = Platform.Files.DirectoryHandle.Open(System.IO.Path.GetDirectoryName(Path)!);
        parent.RemoveTree(System.Text.Encoding.UTF8.GetBytes(System.IO.Path.GetFileName(Path)));
    }
}

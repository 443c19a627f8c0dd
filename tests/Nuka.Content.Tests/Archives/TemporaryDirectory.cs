namespace Nuka.Content.Tests.Archives;

/// <summary>A directory that goes away with the test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("nuka-archives-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

using System.Text;
using Nuka.Platform.Files;

namespace Nuka.Build.Running;

/// <summary>What a build prints: written to its log as it comes, and handed on to whoever watches.</summary>
internal sealed class BuildLog : SinkStream
{
    private readonly FileStream file;
    private readonly Stream? watcher;

    /// <summary>Begins a log; one of an earlier build of the same package is replaced.</summary>
    /// <param name="directory">Where logs are kept.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="watcher">Gets a copy.</param>
    internal BuildLog(string directory, string name, Stream? watcher)
    {
        Path = System.IO.Path.Combine(PrivateDirectory.Make(directory), name);
        file = new FileStream(Path, FileMode.Create, FileAccess.Write, FileShare.Read);
        this.watcher = watcher;
    }

    /// <summary>The file.</summary>
    internal string Path { get; }

    /// <summary>Says something of nuka's own in the log.</summary>
    /// <param name="line">The line.</param>
    internal void Say(string line) => Write(Encoding.UTF8.GetBytes($"nuka: {line}\n"));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        file.Write(buffer);
        watcher?.Write(buffer);
    }

    public override void Flush()
    {
        file.Flush();
        watcher?.Flush();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}

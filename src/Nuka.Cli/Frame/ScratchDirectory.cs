using System.Text;
using Nuka.Platform.Files;

namespace Nuka.Cli.Frame;

/// <summary>A private directory for one command, removed with everything in it when the command ends.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    private readonly string above;
    private readonly string name = $"nuka-{Guid.NewGuid():n}";

    /// <summary>Makes it.</summary>
    /// <param name="above">The directory for temporary files.</param>
    internal ScratchDirectory(string above)
    {
        this.above = above;
        PrivateDirectory.Make(Path);
    }

    /// <summary>Its absolute path.</summary>
    internal string Path => System.IO.Path.Combine(above, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        using DirectoryHandle parent = DirectoryHandle.Open(above);
        parent.RemoveTree(Encoding.ASCII.GetBytes(name));
    }
}

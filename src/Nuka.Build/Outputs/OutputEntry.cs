using Microsoft.Win32.SafeHandles;
using Nuka.Platform.Files;

namespace Nuka.Build.Outputs;

/// <summary>One thing in an output directory, while the directory is walked.</summary>
/// <param name="Parent">The open directory that it is in.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Path">Its path below the output's root, as bytes.</param>
/// <param name="Status">What it is; of a link the link itself.</param>
internal readonly record struct OutputEntry(DirectoryHandle Parent, FileName Name, byte[] Path, FileStatus Status)
{
    /// <summary>Its path for people.</summary>
    internal string Shown => FileName.Display(Path);

    /// <summary>Opens a file for reading; no link is followed.</summary>
    internal SafeFileHandle Open() => Parent.OpenFile(Name.Bytes);

    /// <summary>Opens a file for reading from its beginning to its end.</summary>
    internal FileStream OpenStream() => new(Open(), FileAccess.Read, bufferSize: 0);

    /// <summary>Opens a file that is there for reading and changing; no link is followed.</summary>
    internal SafeFileHandle OpenForChange() => Parent.OpenOrCreateFile(Name.Bytes);

    /// <summary>The first bytes of a file, as many as there are.</summary>
    /// <param name="buffer">Where to.</param>
    internal ReadOnlySpan<byte> ReadBeginning(Span<byte> buffer)
    {
        using SafeFileHandle file = Open();
        return buffer[..RandomAccess.Read(file, buffer, 0)];
    }
}

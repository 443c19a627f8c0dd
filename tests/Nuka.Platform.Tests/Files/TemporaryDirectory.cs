using System.Text;
using Nuka.Platform.Files;

namespace Nuka.Platform.Tests.Files;

/// <summary>An open directory that lives as long as a test; everybody may write in it.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("nuka-platform-").FullName;

    internal TemporaryDirectory()
    {
        using DirectoryHandle parent = DirectoryHandle.Open(System.IO.Path.GetDirectoryName(path)!);
        parent.SetMode(Encoding.UTF8.GetBytes(System.IO.Path.GetFileName(path)), 0x1FF);
        Handle = DirectoryHandle.Open(path);
    }

    internal DirectoryHandle Handle { get; }

    internal string Path => path;

    /// <summary>Writes a small file.</summary>
    internal void Write(ReadOnlySpan<byte> name, string content)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = Handle.CreateFile(name);
        RandomAccess.Write(file, Encoding.UTF8.GetBytes(content), 0);
    }

    /// <summary>Reads a small file.</summary>
    internal string Read(ReadOnlySpan<byte> name)
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = Handle.OpenFile(name);
        byte[] content = new byte[RandomAccess.GetLength(file)];
        return Encoding.UTF8.GetString(content, 0, RandomAccess.Read(file, content, 0));
    }

    public void Dispose()
    {
        Handle.Dispose();
        using DirectoryHandle parent = DirectoryHandle.Open(System.IO.Path.GetDirectoryName(path)!);
        parent.RemoveTree(Encoding.UTF8.GetBytes(System.IO.Path.GetFileName(path)));
    }
}

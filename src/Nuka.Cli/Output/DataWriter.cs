using System.Text;

namespace Nuka.Cli.Output;

/// <summary>Buffered standard output: bytes, or text as UTF-8. Flushed when the command ends, and before another program takes over.</summary>
internal sealed class DataWriter(Stream output) : IDisposable
{
    private const int BufferBytes = 32 * 1024;

    private readonly BufferedStream _buffer = new(new OutputStream(output), BufferBytes);

    /// <summary>The bytes, for whoever copies a stream to it.</summary>
    internal Stream Stream => _buffer;

    /// <summary>Writes bytes as they are.</summary>
    internal void Write(ReadOnlySpan<byte> bytes) => _buffer.Write(bytes);

    /// <summary>Writes text.</summary>
    internal void Write(string text) => _buffer.Write(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes text and a line end.</summary>
    internal void WriteLine(string text)
    {
        Write(text);
        _buffer.WriteByte((byte)'\n');
    }

    /// <summary>Writes out what is buffered.</summary>
    internal void Flush() => _buffer.Flush();

    /// <summary>Drops the buffer; what was not flushed is not written, so that a failed command prints no half result.</summary>
    public void Dispose()
    {
        // The stream underneath belongs to the process, and disposing the buffer would flush it.
    }
}

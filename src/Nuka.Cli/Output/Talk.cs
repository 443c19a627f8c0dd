using System.Text;

namespace Nuka.Cli.Output;

/// <summary>Standard error: lines that stay, and on a terminal one status line below them that is redrawn in place.</summary>
internal sealed class Talk(Stream error, Func<int> terminalColumns, bool colored) : IDisposable
{
    // ECMA-48: return to column 1 and erase to the end of the line (EL 0).
    private const string EraseLine = "\r\u001b[K";

    private readonly Lock _lock = new();
    private string? _status;

    /// <summary>Whether a status line can be drawn.</summary>
    internal bool HasStatus => terminalColumns() > 0;

    /// <summary>Whether talk is coloured.</summary>
    internal bool Colored => colored;

    /// <summary>Writes one line, or several joined by line ends, above the status line.</summary>
    internal void WriteLine(string line)
    {
        lock (_lock)
        {
            Write((_status is null ? string.Empty : EraseLine) + line + "\n" + _status);
        }
    }

    /// <summary>Draws the status line, cut to the terminal's width. Does nothing where there is no terminal.</summary>
    internal void SetStatus(string text)
    {
        int columns = terminalColumns();
        if (columns <= 0)
        {
            return;
        }

        lock (_lock)
        {
            // The last column stays free: some terminals wrap when it is written.
            _status = text.Length < columns ? text : text[..Math.Max(0, columns - 1)];
            Write(EraseLine + _status);
        }
    }

    /// <summary>Takes the status line away.</summary>
    internal void Clear()
    {
        lock (_lock)
        {
            if (_status is not null)
            {
                _status = null;
                Write(EraseLine);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    private void Write(string text)
    {
        try
        {
            error.Write(Encoding.UTF8.GetBytes(text));
            error.Flush();
        }
        catch (IOException)
        {
            // Nobody can be told that nobody can be told: a closed or full standard error does not change what the command does.
        }
    }
}

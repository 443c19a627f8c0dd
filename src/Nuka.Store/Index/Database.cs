using System.Runtime.InteropServices;
using System.Text;
using Nuka.Store.Native;

namespace Nuka.Store.Index;

/// <summary>One connection to a SQLite file. One thread at a time.</summary>
internal sealed unsafe class Database : IDisposable
{
    private readonly List<Statement> statements = [];
    private nint handle;

    private Database(nint handle) => this.handle = handle;

    /// <summary>How many rows the last statement changed.</summary>
    internal int Changes => Sqlite.Changes(handle);

    /// <summary>Opens the file.</summary>
    /// <param name="path">Its path, or a <c>file:</c> URI with SQLite's own parameters.</param>
    /// <param name="readOnly">Whether nothing may be written; otherwise the file is created when absent.</param>
    /// <param name="patienceMilliseconds">How long to wait for another process that is writing.</param>
    internal static Database Open(string path, bool readOnly, int patienceMilliseconds)
    {
        int flags = Sqlite.OpenNoMutex | Sqlite.OpenUri | (readOnly ? Sqlite.OpenReadOnly : Sqlite.OpenReadWrite | Sqlite.OpenCreate);
        fixed (byte* text = Encoding.UTF8.GetBytes(path + '\0'))
        {
            int code = Sqlite.Open(text, out nint handle, flags, null);
            Database database = new(handle);
            if (code != Sqlite.Ok)
            {
                SqliteError error = database.Failed(code);
                database.Dispose();
                throw error;
            }

            _ = Sqlite.BusyTimeout(handle, patienceMilliseconds);
            return database;
        }
    }

    /// <summary>Keeps the -wal and -shm files when the last connection closes: a reader who may not write needs them.</summary>
    internal void KeepLogFiles()
    {
        int on = 1;
        Check(Sqlite.FileControl(handle, null, Sqlite.ControlPersistWal, ref on));
    }

    /// <summary>Prepares a statement, which lives as long as this connection.</summary>
    /// <param name="text">One SQL statement.</param>
    internal Statement Prepare(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* start = bytes)
        {
            Check(Sqlite.Prepare(handle, start, bytes.Length, out nint statement, null));
            Statement prepared = new(this, statement);
            statements.Add(prepared);
            return prepared;
        }
    }

    /// <summary>Runs one statement to its end.</summary>
    /// <param name="text">One SQL statement.</param>
    internal void Execute(string text)
    {
        Statement statement = Prepare(text);
        try
        {
            while (statement.Step())
            {
                // Rows of a pragma say nothing that matters here.
            }
        }
        finally
        {
            statements.Remove(statement);
            statement.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Statement statement in statements)
        {
            statement.Dispose();
        }

        statements.Clear();
        _ = Sqlite.Close(handle);
        handle = 0;
    }

    internal void Check(int code)
    {
        if (code != Sqlite.Ok)
        {
            throw Failed(code);
        }
    }

    internal SqliteError Failed(int code) =>
        new(Marshal.PtrToStringUTF8((nint)Sqlite.ErrorMessage(handle)) ?? "?", code & 0xFF, Sqlite.SystemErrorNumber(handle));
}

using System.Text;
using Nuka.Content.Hashing;
using Nuka.Store.Native;

namespace Nuka.Store.Index;

/// <summary>One prepared statement: bind (from 1), step, read columns (from 0), reset.</summary>
internal sealed unsafe class Statement(Database database, nint handle) : IDisposable
{
    private nint handle = handle;

    internal Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        fixed (byte* start = value)
        {
            // A null pointer would bind NULL; an empty value needs some address.
            byte nothing = 0;
            database.Check(Sqlite.BindBlob(handle, index, value.IsEmpty ? &nothing : start, value.Length, Sqlite.Transient));
        }

        return this;
    }

    internal Statement Bind(int index, Digest value)
    {
        Span<byte> bytes = stackalloc byte[Digest.Length];
        value.CopyTo(bytes);
        return Bind(index, bytes);
    }

    internal Statement Bind(int index, string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value + '\0');
        fixed (byte* start = bytes)
        {
            database.Check(Sqlite.BindText(handle, index, start, bytes.Length - 1, Sqlite.Transient));
        }

        return this;
    }

    internal Statement Bind(int index, long value)
    {
        database.Check(Sqlite.BindInteger(handle, index, value));
        return this;
    }

    internal Statement BindNull(int index)
    {
        database.Check(Sqlite.BindNull(handle, index));
        return this;
    }

    /// <summary>Goes to the next row.</summary>
    /// <returns><see langword="false"/> when there is none.</returns>
    internal bool Step()
    {
        int code = Sqlite.Step(handle);
        return code switch
        {
            Sqlite.Row => true,
            Sqlite.Done => false,
            _ => throw Fail(code),
        };
    }

    /// <summary>Runs a statement that has no rows and makes it ready for the next values.</summary>
    internal void Run()
    {
        Step();
        Reset();
    }

    internal void Reset() => _ = Sqlite.Reset(handle);

    internal byte[] Blob(int column) => BlobSpan(column).ToArray();

    /// <summary>The bytes of a column; valid until the next step or reset.</summary>
    internal ReadOnlySpan<byte> BlobSpan(int column)
    {
        byte* start = Sqlite.ColumnBlob(handle, column);
        return new ReadOnlySpan<byte>(start, Sqlite.ColumnBytes(handle, column));
    }

    internal string Text(int column) => Encoding.UTF8.GetString(BlobSpan(column));

    internal long Integer(int column) => Sqlite.ColumnInteger(handle, column);

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = Sqlite.FinalizeStatement(handle);
        handle = 0;
    }

    private SqliteError Fail(int code)
    {
        SqliteError error = database.Failed(code);
        Reset();
        return error;
    }
}

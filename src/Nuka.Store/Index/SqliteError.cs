namespace Nuka.Store.Index;

/// <summary>A call of SQLite that failed; <see cref="StoreIndex"/> turns it into a problem.</summary>
internal sealed class SqliteError : IOException
{
    internal SqliteError(string message, int code, int systemError)
        : base(message)
    {
        Code = code;
        SystemError = systemError;
    }

    /// <summary>The primary result code (the low byte of the extended one).</summary>
    internal int Code { get; }

    /// <summary>errno of the call underneath, 0 if there was none.</summary>
    internal int SystemError { get; }
}

namespace Nuka.Graft.Download;

/// <summary>How far an attempt to fetch came, the least first.</summary>
internal enum FetchReach
{
    /// <summary>Nobody answered: the name, the way or the server is not there.</summary>
    Nothing,

    /// <summary>There was a connection, and it broke off or was refused.</summary>
    Connection,

    /// <summary>The server said something.</summary>
    Answer,
}

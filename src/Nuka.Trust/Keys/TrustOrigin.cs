namespace Nuka.Trust.Keys;

/// <summary>Why a key counts.</summary>
public enum TrustOrigin
{
    /// <summary>It is this state directory's own.</summary>
    Own,

    /// <summary>A person said so, until it is taken back.</summary>
    Listed,

    /// <summary>A person said so for one command.</summary>
    Once,
}

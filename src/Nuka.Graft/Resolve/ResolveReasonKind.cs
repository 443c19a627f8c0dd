namespace Nuka.Graft.Resolve;

/// <summary>Why a package is there.</summary>
public enum ResolveReasonKind
{
    /// <summary>It was asked for.</summary>
    Requested,

    /// <summary>Every environment has it (<see cref="ResolvePolicy.Base"/>).</summary>
    Base,

    /// <summary>Another package needs it.</summary>
    Needed,
}

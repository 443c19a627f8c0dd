namespace Nuka.Store;

/// <summary>What can be wrong with something in a store.</summary>
public enum VerifyFindingKind
{
    /// <summary>A blob's file holds other bytes than its name says.</summary>
    CorruptBlob,

    /// <summary>A tree names a blob that is not there.</summary>
    MissingBlob,

    /// <summary>A tree's encoding has another digest, or breaks a rule.</summary>
    CorruptTree,

    /// <summary>A tree names a tree that is not there.</summary>
    MissingTree,

    /// <summary>A blob's file has other permissions or another time than all have.</summary>
    WrongStatus,

    /// <summary>A view shows something else than its tree says; a program or a person changed it.</summary>
    WrongView,
}

using Nuka.Content.Trees;

namespace Nuka.Store;

/// <summary>How a store is verified.</summary>
public sealed record VerifyOptions
{
    /// <summary>
    /// Whether what is wrong is put right: a corrupt file is set aside in <c>quarantine/</c>, and what <see cref="Refetch"/> brings takes
    /// its place. What cannot be had again is forgotten with every tree above it, so that whoever needs it fetches or builds it anew.
    /// </summary>
    public bool Repair { get; init; }

    /// <summary>Brings a blob's bytes, or a tree's encoding, from elsewhere, or <see langword="null"/>; they are checked.</summary>
    public Func<Cid, Stream?>? Refetch { get; init; }
}

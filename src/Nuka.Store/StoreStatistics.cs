namespace Nuka.Store;

/// <summary>How much a store holds.</summary>
/// <param name="Trees">Directories, each content counted once.</param>
/// <param name="Blobs">Files, each content and executable bit counted once.</param>
/// <param name="Bytes">The length of the files.</param>
/// <param name="Views">Trees that are shown as directories.</param>
/// <param name="Roots">Named reasons to keep things.</param>
/// <param name="LeasesHeld">Leases that a process holds.</param>
public sealed record StoreStatistics(long Trees, long Blobs, long Bytes, long Views, long Roots, long LeasesHeld);

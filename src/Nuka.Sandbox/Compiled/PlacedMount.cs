namespace Nuka.Sandbox.Compiled;

/// <summary>
/// A mount at a place whose name a program inside could change: the launcher makes it, name by name below the holder, without following a link.
/// </summary>
/// <param name="Kind">What there is to it.</param>
/// <param name="Source">What is mounted, on the host; empty: the place itself.</param>
/// <param name="Holder">The directory of the host that programs write, or the launcher's own, below which the place is.</param>
/// <param name="Place">The path below the holder, without a leading slash.</param>
internal sealed record PlacedMount(PlacedKinds Kind, string Source, string Holder, string Place);

using System.Collections.Immutable;

namespace Nuka.Projects.Discovery.Known;

/// <summary>What something is known to need, though no file of the project says so.</summary>
/// <param name="Needs">Printed needs; a question mark at the end makes one optional.</param>
/// <param name="Variables">Variables that it needs inside.</param>
/// <param name="Why">The reason, for people.</param>
internal sealed record KnownRow(ImmutableArray<string> Needs, ImmutableSortedDictionary<string, string> Variables, string Why);

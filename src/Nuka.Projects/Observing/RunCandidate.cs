namespace Nuka.Projects.Observing;

/// <summary>A package of an environment, as far as choosing the set for running needs to know it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Requires">Its fields Depends and Pre-Depends, joined by a comma.</param>
/// <param name="Provides">Its field Provides.</param>
internal sealed record RunCandidate(string Name, string Requires, string Provides);

namespace Nuka.Solve;

/// <summary>Why a candidate was chosen.</summary>
/// <param name="Owner">The candidate that has the requirement; <see langword="null"/> if it was asked for.</param>
/// <param name="Requirement">The requirement that the chosen one satisfies.</param>
public sealed record ChoiceReason(int? Owner, Requirement Requirement);

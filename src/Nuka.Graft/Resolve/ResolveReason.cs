namespace Nuka.Graft.Resolve;

/// <summary>Why a package was chosen.</summary>
/// <param name="Kind">What kind of reason.</param>
/// <param name="Owner">The name of the package that needs it; empty if none does.</param>
/// <param name="Requirement">The requirement or the request as it was written: it may name something that the package provides.</param>
public sealed record ResolveReason(ResolveReasonKind Kind, string Owner, string Requirement);

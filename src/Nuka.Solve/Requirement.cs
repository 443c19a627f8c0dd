using System.Collections.Immutable;

namespace Nuka.Solve;

/// <summary>At least one of these candidates is needed.</summary>
/// <param name="Text">The requirement as a person reads it: <c>libfoo (&gt;= 2) | libbar</c>.</param>
/// <param name="Groups">The alternatives, most wanted first; in each the candidates, best first. Empty ones are allowed.</param>
public sealed record Requirement(string Text, ImmutableArray<ImmutableArray<int>> Groups)
{
    /// <summary>Whether what satisfies it must be complete before the owner is begun (Debian's <c>Pre-Depends</c>): it decides how cycles of
    /// the order are broken. What satisfies an early request stands, with all that it needs, before everything else.</summary>
    public bool IsEarly { get; init; }

    /// <summary>Compares by identity: a requirement is a fact of one owner, though another may say the same.</summary>
    /// <param name="other">Another one.</param>
    public bool Equals(Requirement? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

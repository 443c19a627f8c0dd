namespace Nuka.Solve.Satisfiability;

/// <summary>A variable or its negation, as <c>2 × variable + (1 if negated)</c>, so that a literal indexes an array.</summary>
/// <param name="Code">The number.</param>
internal readonly record struct Literal(int Code)
{
    /// <summary>No literal.</summary>
    internal static Literal None => new(-1);

    internal int Variable => Code >> 1;

    internal bool IsNegated => (Code & 1) != 0;

    internal bool IsNone => Code < 0;

    internal static Literal Of(int variable, bool negated = false) => new((variable << 1) | (negated ? 1 : 0));

    public static Literal operator ~(Literal literal) => new(literal.Code ^ 1);
}

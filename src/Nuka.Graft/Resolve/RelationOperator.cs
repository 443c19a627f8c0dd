namespace Nuka.Graft.Resolve;

/// <summary>How a relation compares versions (Debian Policy 7.1).</summary>
public enum RelationOperator
{
    /// <summary>Any version.</summary>
    Any,

    /// <summary><c>&lt;&lt;</c>: strictly earlier.</summary>
    Earlier,

    /// <summary><c>&lt;=</c>: earlier or equal; also its old spelling <c>&lt;</c>.</summary>
    EarlierOrEqual,

    /// <summary><c>=</c>: equal.</summary>
    Equal,

    /// <summary><c>&gt;=</c>: later or equal; also its old spelling <c>&gt;</c>.</summary>
    LaterOrEqual,

    /// <summary><c>&gt;&gt;</c>: strictly later.</summary>
    Later,
}

using Nuka.Platform.Errors;

namespace Nuka.Graft.Resolve;

/// <summary>One thing asked for.</summary>
/// <param name="Text">A package, a virtual package or alternatives, as in a Depends field: <c>libfoo (&gt;= 2) | libbar</c>; also
/// <c>libfoo=2.1-1</c>, as apt writes it.</param>
public sealed record ResolveRequest(string Text)
{
    /// <summary>Where the person asked; for errors.</summary>
    public Place? Place { get; init; }

    /// <summary>The request as a relation.</summary>
    internal RelationGroup ToGroup()
    {
        int equals = Text.IndexOf('=', StringComparison.Ordinal);
        return RelationGroup.Parse(equals > 0 && !Text.Contains('(', StringComparison.Ordinal) ? $"{Text[..equals]} (= {Text[(equals + 1)..]})" : Text);
    }
}

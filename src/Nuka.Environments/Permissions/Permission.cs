namespace Nuka.Environments.Permissions;

/// <summary>One thing that a program in an environment may do.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Value">Which one, in the canonical form of <see cref="PermissionGrammar"/>; empty where the kind says it all.</param>
public sealed record Permission(PermissionKind Kind, string Value) : IComparable<Permission>
{
    /// <summary>Order by kind, then by the value's code units.</summary>
    /// <param name="other">The permission to compare with.</param>
    public int CompareTo(Permission? other)
    {
        if (other is null)
        {
            return 1;
        }

        int order = Kind.CompareTo(other.Kind);
        return order != 0 ? order : string.CompareOrdinal(Value, other.Value);
    }

    /// <summary>The form that <c>--allow</c> takes and that <c>--explain</c> prints: <c>path=/data:ro</c>, <c>portals</c>.</summary>
    public override string ToString()
    {
        string word = PermissionGrammar.Word(Kind);
        return Value.Length == 0 ? word : $"{word}={Value}";
    }

    /// <summary>Order as <see cref="CompareTo"/>.</summary>
    public static bool operator <(Permission left, Permission right) => Comparer<Permission>.Default.Compare(left, right) < 0;

    /// <summary>Order as <see cref="CompareTo"/>.</summary>
    public static bool operator >(Permission left, Permission right) => Comparer<Permission>.Default.Compare(left, right) > 0;

    /// <summary>Order as <see cref="CompareTo"/>.</summary>
    public static bool operator <=(Permission left, Permission right) => Comparer<Permission>.Default.Compare(left, right) <= 0;

    /// <summary>Order as <see cref="CompareTo"/>.</summary>
    public static bool operator >=(Permission left, Permission right) => Comparer<Permission>.Default.Compare(left, right) >= 0;
}

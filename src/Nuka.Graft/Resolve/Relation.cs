using System.Diagnostics.CodeAnalysis;
using Nuka.Formats.Versions;

namespace Nuka.Graft.Resolve;

/// <summary>One alternative of a dependency: <c>libfoo:any (&gt;= 2)</c>.</summary>
/// <param name="Name">The package's name, or a virtual one.</param>
/// <param name="Architecture">What follows the colon: an architecture, <c>any</c>, <c>native</c>; empty if nothing does.</param>
/// <param name="Operator">How versions are compared.</param>
/// <param name="Version">The version compared with; meaningless for <see cref="RelationOperator.Any"/>.</param>
public sealed record Relation(string Name, string Architecture, RelationOperator Operator, DebianVersion Version)
{
    private static readonly System.Buffers.SearchValues<char> NameCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-._");

    /// <summary>Reads one alternative.</summary>
    /// <param name="text">The text; blanks around its parts do not matter.</param>
    /// <param name="relation">The relation, if this returns <see langword="true"/>.</param>
    /// <returns>Whether it is one. Restrictions by architecture or profile, which only source packages have, are none.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out Relation? relation)
    {
        relation = null;
        text = text.Trim();
        int open = text.IndexOf('(');
        ReadOnlySpan<char> name = (open < 0 ? text : text[..open]).TrimEnd();
        int colon = name.IndexOf(':');
        ReadOnlySpan<char> architecture = colon < 0 ? default : name[(colon + 1)..];
        name = colon < 0 ? name : name[..colon];
        if (!IsName(name) || (colon >= 0 && !IsName(architecture)))
        {
            return false;
        }

        RelationOperator comparison = RelationOperator.Any;
        DebianVersion version = default;
        if (open >= 0 && !TryParseVersion(text[(open + 1)..], out comparison, out version))
        {
            return false;
        }

        relation = new Relation(name.ToString(), architecture.ToString(), comparison, version);
        return true;
    }

    /// <summary>Whether a version satisfies the relation.</summary>
    /// <param name="version">The version of a package or, for a virtual one, that it is provided at; <see langword="null"/> if at none.</param>
    public bool Accepts(DebianVersion? version) => Operator switch
    {
        RelationOperator.Any => true,
        _ when version is null => false,
        RelationOperator.Earlier => version < Version,
        RelationOperator.EarlierOrEqual => version <= Version,
        RelationOperator.Equal => version == Version,
        RelationOperator.LaterOrEqual => version >= Version,
        _ => version > Version,
    };

    private static bool IsName(ReadOnlySpan<char> name) => !name.IsEmpty && !name.ContainsAnyExcept(NameCharacters);

    private static bool TryParseVersion(ReadOnlySpan<char> text, out RelationOperator comparison, out DebianVersion version)
    {
        version = default;
        text = text.Trim();
        int length = text.IndexOfAnyExcept('<', '=', '>');
        comparison = length <= 0 ? RelationOperator.Any : text[..length] switch
        {
            "<<" => RelationOperator.Earlier,
            "<=" or "<" => RelationOperator.EarlierOrEqual,
            "=" => RelationOperator.Equal,
            ">=" or ">" => RelationOperator.LaterOrEqual,
            ">>" => RelationOperator.Later,
            _ => RelationOperator.Any,
        };
        return comparison != RelationOperator.Any && text[^1] == ')'
            && DebianVersion.TryParse(text[length..^1].Trim().ToString(), out version);
    }
}

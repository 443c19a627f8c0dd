using System.Collections.Immutable;

namespace Nuka.Graft.Resolve;

/// <summary>One item of a relationship field: alternatives between bars.</summary>
/// <param name="Text">The item as written, with single blanks.</param>
/// <param name="Alternatives">The alternatives, most wanted first; empty if the text is not what policy knows: then nothing satisfies it.</param>
public sealed record RelationGroup(string Text, ImmutableArray<Relation> Alternatives)
{
    /// <summary>The most items and alternatives that are read of one field; the largest field in the archives has under 2000.</summary>
    public const int MaximumCount = 20_000;

    /// <summary>Reads one item.</summary>
    /// <param name="text">The item.</param>
    public static RelationGroup Parse(string text)
    {
        ImmutableArray<Relation>.Builder alternatives = ImmutableArray.CreateBuilder<Relation>(1);
        foreach (Range range in text.AsSpan().Split('|'))
        {
            if (!Relation.TryParse(text.AsSpan(range), out Relation? relation))
            {
                return new RelationGroup(text, []);
            }

            alternatives.Add(relation);
        }

        return new RelationGroup(text, alternatives.DrainToImmutable());
    }

    /// <summary>Reads a relationship field: items between commas.</summary>
    /// <param name="field">The field's text, on one line; may be empty.</param>
    /// <returns>The items; beyond <see cref="MaximumCount"/> one that nothing satisfies.</returns>
    public static IEnumerable<RelationGroup> ParseField(string field)
    {
        int count = 0;
        foreach (string item in field.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (++count > MaximumCount)
            {
                yield return new RelationGroup("too many items", []);
                yield break;
            }

            yield return Parse(item);
        }
    }
}

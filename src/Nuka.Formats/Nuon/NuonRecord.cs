using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Nuka.Formats.Nuon;

/// <summary>Named values, in the order in which they were written; no name stands in it twice.</summary>
public sealed class NuonRecord : NuonValue
{
    private readonly Dictionary<string, NuonValue> byName;

    /// <summary>Makes a record.</summary>
    /// <param name="fields">The fields; no two of one name.</param>
    /// <param name="start">Offset of its first character, if it was read.</param>
    /// <param name="end">Offset just behind its last character, if it was read.</param>
    /// <exception cref="ArgumentException">Two fields have one name.</exception>
    public NuonRecord(ImmutableArray<NuonField> fields, int start = 0, int end = 0)
        : base(NuonKind.Record, start, end)
    {
        Fields = fields;
        byName = new Dictionary<string, NuonValue>(fields.Length, StringComparer.Ordinal);
        foreach (NuonField field in fields)
        {
            byName.Add(field.Name, field.Value);
        }
    }

    /// <summary>A record of named values.</summary>
    /// <param name="fields">Names and values; no name twice.</param>
    public static NuonRecord Of(params ReadOnlySpan<(string Name, NuonValue Value)> fields)
    {
        ImmutableArray<NuonField>.Builder all = ImmutableArray.CreateBuilder<NuonField>(fields.Length);
        foreach ((string name, NuonValue value) in fields)
        {
            all.Add(new NuonField(name, value));
        }

        return new NuonRecord(all.MoveToImmutable());
    }

    /// <summary>The fields in order.</summary>
    public ImmutableArray<NuonField> Fields { get; }

    /// <summary>Looks a field up.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value, if there is such a field.</param>
    public bool TryGet(string name, [NotNullWhen(true)] out NuonValue? value) => byName.TryGetValue(name, out value);
}

using Nuka.Platform.Errors;

namespace Nuka.Graft.Sources;

/// <summary>
/// One stanza of deb822 text. Field names are compared without case; a line that begins with <c>#</c> is a comment wherever it
/// stands, also between a field and its continuation. Source: deb822(5), sources.list(5).
/// </summary>
internal sealed class Deb822Stanza
{
    private readonly Dictionary<string, Deb822Field> fields = new(StringComparer.OrdinalIgnoreCase);

    private Deb822Stanza(int lineNumber) => LineNumber = lineNumber;

    /// <summary>Line on which the stanza begins, from 1.</summary>
    internal int LineNumber { get; }

    /// <summary>The names of its fields.</summary>
    internal IEnumerable<Deb822Field> Fields => fields.Values;

    /// <summary>Reads all stanzas of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">The file's name for errors.</param>
    /// <param name="code">The code of a syntax error.</param>
    /// <exception cref="NukaException">The code handed in.</exception>
    internal static List<Deb822Stanza> ParseAll(string text, string file, string code)
    {
        List<Deb822Stanza> stanzas = [];
        Deb822Stanza? stanza = null;
        (string Name, string Value, List<string> Lines, int Number)? field = null;
        int number = 0;
        foreach (ReadOnlySpan<char> raw in text.EnumerateLines())
        {
            number++;
            ReadOnlySpan<char> line = raw.TrimEnd();
            if (line.StartsWith('#'))
            {
                continue;
            }

            if (line.IsEmpty)
            {
                stanza?.Close(ref field, file, code);
                stanza = null;
            }
            else if (raw[0] is ' ' or '\t')
            {
                if (field is null)
                {
                    throw Fault(code, file, number, line, "it continues no field");
                }

                field.Value.Lines.Add(line.Trim().ToString());
            }
            else
            {
                int colon = line.IndexOf(':');
                if (colon <= 0 || line[..colon].ContainsAny(' ', '\t'))
                {
                    throw Fault(code, file, number, line, "it is neither a field nor the continuation of one");
                }

                if (stanza is null)
                {
                    stanzas.Add(stanza = new Deb822Stanza(number));
                }

                stanza.Close(ref field, file, code);
                field = (line[..colon].ToString(), line[(colon + 1)..].Trim().ToString(), [], number);
            }
        }

        stanza?.Close(ref field, file, code);
        return stanzas;
    }

    /// <summary>The field of a name, or <see langword="null"/>.</summary>
    internal Deb822Field? Find(string name) => fields.GetValueOrDefault(name);

    /// <summary>The first line of a field; empty if it is absent.</summary>
    internal string Value(string name) => Find(name)?.Value ?? "";

    /// <summary>The words of a field; none if it is absent.</summary>
    internal IEnumerable<string> Words(string name) => Find(name)?.Words ?? [];

    private static NukaException Fault(string code, string file, int line, ReadOnlySpan<char> text, string reason) =>
        new Problem(code, $"a line of {Path.GetFileName(file)} cannot be read: {reason}")
        {
            Place = new Place(file, line, 1) { LineText = text.ToString() },
        }.ToException();

    private void Close(ref (string Name, string Value, List<string> Lines, int Number)? field, string file, string code)
    {
        if (field is { } open)
        {
            if (!fields.TryAdd(open.Name, new Deb822Field(open.Name, open.Value, open.Lines, open.Number)))
            {
                throw Fault(code, file, open.Number, $"{open.Name}: {open.Value}", $"the field {open.Name} stands there twice");
            }

            field = null;
        }
    }
}

namespace Nuka.Formats.Toml;

/// <summary>One value of a document, with the place of its text.</summary>
public abstract class TomlValue
{
    private protected TomlValue(TomlKind kind, int start, int end)
    {
        Kind = kind;
        Start = start;
        End = end;
    }

    /// <summary>What the value is.</summary>
    public TomlKind Kind { get; }

    /// <summary>Offset of its first character in the document's text; of a table with a header, that of the header.</summary>
    public int Start { get; }

    /// <summary>Offset just behind its last character; of a table with a header, behind the header.</summary>
    public int End { get; }
}

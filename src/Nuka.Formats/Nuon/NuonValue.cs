namespace Nuka.Formats.Nuon;

/// <summary>One value of a NUON text, with the place of its text.</summary>
public abstract class NuonValue
{
    private protected NuonValue(NuonKind kind, int start, int end)
    {
        Kind = kind;
        Start = start;
        End = end;
    }

    /// <summary>What the value is.</summary>
    public NuonKind Kind { get; }

    /// <summary>Offset of its first character in the text it was read from; 0 for a value that was made.</summary>
    public int Start { get; }

    /// <summary>Offset just behind its last character; 0 for a value that was made.</summary>
    public int End { get; }
}

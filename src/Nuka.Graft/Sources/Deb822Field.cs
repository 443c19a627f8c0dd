namespace Nuka.Graft.Sources;

/// <summary>One field of a stanza: its first line and the lines that continue it, each without surrounding blanks.</summary>
/// <param name="Name">The name as written.</param>
/// <param name="Value">What stands after the colon.</param>
/// <param name="Lines">The continuation lines, with their leading blanks removed.</param>
/// <param name="LineNumber">Line of the name, from 1.</param>
internal sealed record Deb822Field(string Name, string Value, IReadOnlyList<string> Lines, int LineNumber)
{
    /// <summary>All words of the value and its continuation lines.</summary>
    internal IEnumerable<string> Words =>
        Lines.Prepend(Value).SelectMany(line => line.Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries));
}

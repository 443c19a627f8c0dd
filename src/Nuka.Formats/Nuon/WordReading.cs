namespace Nuka.Formats.Nuon;

/// <summary>What became of one word: a value, a fault, or neither, when the word is text.</summary>
/// <param name="Value">The value.</param>
/// <param name="Fault">What is wrong with it, for a person.</param>
/// <param name="Ambiguous">Whether it is wrong only for this reader: Nushell would make something surprising of it.</param>
internal readonly record struct WordReading(NuonValue? Value, string? Fault = null, bool Ambiguous = false)
{
    /// <summary>Whether the word is plain text.</summary>
    public bool IsText => Value is null && Fault is null;
}

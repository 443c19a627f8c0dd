using System.Globalization;

namespace Nuka.Build.Outputs.Instructions;

/// <summary>The first instruction of a set in a function of a file.</summary>
/// <param name="Output">The output's name.</param>
/// <param name="File">The file's path below the output's root, for people; with the member's name behind it in a static library.</param>
/// <param name="Function">The function's name; empty where the file names none.</param>
/// <param name="Offset">Where the instruction lies in the file, or in the member.</param>
/// <param name="Set">The set that it belongs to.</param>
public sealed record InstructionFinding(string Output, string File, string Function, long Offset, InstructionSet Set)
{
    /// <summary>The finding on one line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Output}: {File}: {(Function.Length == 0 ? "code without a name" : Function)}, byte {Offset}: {Set.Name}, which {Has}");

    private string Has => Set.Level == InstructionSet.NoLevel
        ? "no level of processors has"
        : string.Create(CultureInfo.InvariantCulture, $"processors have from x86-64-v{Set.Level} on");
}
